package io.adxflow.job.cli;

/** What standard output is connected to. */
final class Terminal {
    private Terminal() {}

    /** Whether a person looks at it. The launcher knows (its {@code test -t}); the JVM can only guess. */
    static boolean isInteractive() {
        String told = System.getProperty("adxflow.tty");
        return told == null ? System.console() != null : Boolean.parseBoolean(told);
    }
}

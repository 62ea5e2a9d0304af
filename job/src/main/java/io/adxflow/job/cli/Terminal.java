package io.adxflow.job.cli;

/** What standard output is connected to. */
final class Terminal {
    private Terminal() {}

    /** Whether a person looks at it, as the launcher found ({@code test -t}): the JVM itself cannot tell. */
    static boolean isInteractive() {
        return Boolean.getBoolean("adxflow.tty");
    }
}

package io.adxflow.job.cli;

/** What the process's exit code says; scripts rely on it. */
public final class ExitCodes {
    /** Done; for {@code run}, everything open was committed. */
    public static final int OK = 0;
    /** It could not be done; for {@code run}, also a drain that was cut short. */
    public static final int FAILED = 1;
    /** The command line or the configuration is wrong. */
    public static final int USAGE = 2;

    private ExitCodes() {}
}

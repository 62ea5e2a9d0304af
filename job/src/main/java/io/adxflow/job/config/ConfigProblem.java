package io.adxflow.job.config;

/**
 * Something wrong with a configuration.
 *
 * @param origin where: file and line, environment variable, or option of the command line
 * @param message what is wrong, and what to do
 * @param ofExtension whether it is so only because of what an extension says, or because there is none of that name
 */
public record ConfigProblem(String origin, String message, boolean ofExtension) {
    /** One that is so whatever extensions there are. */
    public ConfigProblem(String origin, String message) {
        this(origin, message, false);
    }

    @Override
    public String toString() {
        return origin.isEmpty() ? message : origin + ": " + message;
    }
}

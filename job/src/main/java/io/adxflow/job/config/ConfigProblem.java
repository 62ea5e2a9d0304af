package io.adxflow.job.config;

/**
 * Something wrong with a configuration.
 *
 * @param origin where: file and line, environment variable, or option of the command line
 * @param message what is wrong, and what to do
 */
public record ConfigProblem(String origin, String message) {
    @Override
    public String toString() {
        return origin.isEmpty() ? message : origin + ": " + message;
    }
}

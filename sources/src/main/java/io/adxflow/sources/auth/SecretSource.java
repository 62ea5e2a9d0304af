package io.adxflow.sources.auth;

import java.io.Serializable;

/**
 * Where a secret is, which is never its value.
 *
 * @param name absolute path of a file, or name of an environment variable
 */
public record SecretSource(Kind kind, String name) implements Serializable {
    /** See {@link SecretSource}. */
    public enum Kind {
        FILE,
        ENVIRONMENT
    }
}

package io.adxflow.sources.auth;

/** Whether a listener asks who somebody is. */
public enum Authentication {
    NONE,
    /** It asks, counts and logs who would be refused, and refuses nobody. */
    OBSERVE,
    REQUIRE
}

package io.adxflow.sdk;

/**
 * What may be set for an extension, as people are told of it.
 *
 * @param key lower case letters, digits and {@code -}
 * @param defaultText what holds when it is not set, in words
 * @param description one or two sentences: what it does, and its unit
 */
public record Option(String key, String defaultText, String description) {}

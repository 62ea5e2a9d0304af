package io.adxflow.sdk.client;

/**
 * Something wrong with a document or a request.
 *
 * @param path of the key, as far as it is known
 * @param message what is wrong
 * @param hint what to do, or empty
 */
public record Problem(String path, String message, String hint) {}

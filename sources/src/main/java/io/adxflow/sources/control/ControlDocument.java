package io.adxflow.sources.control;

import java.io.Serializable;

/**
 * A document by its content, which never changes.
 *
 * @param hash names it: equal texts have equal hashes. Letters and digits only
 * @param text its canonical form
 */
public record ControlDocument(String hash, String text) implements Serializable {}

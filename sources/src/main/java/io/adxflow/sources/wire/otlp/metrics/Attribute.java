package io.adxflow.sources.wire.otlp.metrics;

/**
 * An attribute with its value as text. Both are bytes, one in each char (ISO 8859-1), so that what is not UTF-8 stays what it is,
 * and that the order of strings is the order of bytes.
 */
record Attribute(String key, String value) {}

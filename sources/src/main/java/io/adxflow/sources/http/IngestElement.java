package io.adxflow.sources.http;

/**
 * What a source hands to the operator chained behind it, by reference: requests, what could not be read, and between two of them new
 * rules.
 */
public sealed interface IngestElement permits IngestRequest, UnreadableInput, RulesChange {}

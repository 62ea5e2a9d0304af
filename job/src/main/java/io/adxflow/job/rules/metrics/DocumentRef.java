package io.adxflow.job.rules.metrics;

/**
 * The document under which records were counted, and so the one under which the rows of their sums go on.
 *
 * @param hash names it
 * @param number grows from version to version
 * @param rowsVersion as {@link io.adxflow.job.rows.RowRules#version}
 */
public record DocumentRef(String hash, long number, int rowsVersion) {}

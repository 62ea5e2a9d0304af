/**
 * What sensitive texts look like: one pass over UTF-8 bytes finds candidates by single bytes and short literals; only these are looked at closer, within a bounded distance
 * or up to where they end, so that time is linear in the text. Deterministic, without state between texts; nothing is allocated but the list of findings.
 */
@NullMarked
package io.adxflow.job.rules.scrub.detect;

import org.jspecify.annotations.NullMarked;

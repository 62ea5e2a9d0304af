package io.adxflow.kql.rows;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A predicate that says no makes nothing: a count of bytes, not of time. */
class AllocationTest {
    private static final int EVALUATIONS = 100_000;
    private static final LogRecord RECORD = new LogRecord(
            "INFO",
            "GET /api/v1/orders/4711 finished in 12 ms for user größer, nothing to see here",
            "{\"http.method\":\"GET\",\"http.status\":200,\"user\":{\"id\":\"u-17\",\"roles\":[\"a\",\"b\"]},\"took\":\"12\"}");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SeverityNumber >= 17",
                "Timestamp > datetime(2040-01-01)",
                "Timestamp between (datetime(2040-01-01) .. 5d)",
                "bin(Timestamp, 1h) == datetime(2040-01-01)",
                "Score > 0.5",
                "Score * 2 + 1 > 100",
                "Sampled",
                "SeverityText == 'ERROR'",
                "SeverityText =~ 'error'",
                "SeverityText in ('ERROR', 'FATAL')",
                "SeverityText in~ ('error', 'fatal')",
                "Body has 'failed'",
                "Body has_cs 'GET1'",
                "Body has_any ('failed', 'refused')",
                "Body has_all ('GET', 'refused')",
                "Body hasprefix 'err'",
                "Body hassuffix 'err'",
                "Body contains 'exception'",
                "Body contains 'GRÖSSE'",
                "Body startswith 'post '",
                "Body endswith 'there'",
                "strlen(Body) > 1000",
                "tolower(SeverityText) == 'error'",
                "substring(Body, 0, 4) == 'POST'",
                "strcat(SeverityText, '-', SeverityNumber) == 'ERROR-17'",
                "isempty(Body)",
                "isnull(Attributes)",
                "Attributes['http.method'] == 'POST'",
                "Attributes.user.id == 'u-18'",
                "Attributes.user.roles[1] == 'c'",
                "toint(Attributes['http.status']) >= 500",
                "tolong(Attributes.took) > 1000",
                "tostring(Attributes.user.id) startswith 'x'",
                "array_length(Attributes.user.roles) > 2",
                "Attributes.missing == 'x'",
                "isnotempty(Attributes.missing)",
                "not(SeverityNumber < 17) or Body has 'panic' or Attributes['http.method'] in ('POST', 'PUT')",
                "iff(SeverityNumber > 8, Body, SeverityText) == 'x'",
                "case(SeverityNumber > 16, 'error', SeverityNumber > 12, 'warn', 'info') == 'error'",
                "coalesce(SeverityText, Body) == 'x'",
                "Body matches regex '(?i)(panic|fatal|refused) '",
                "Body matches regex @'^\\w+ /api/v[0-9]+/users/\\d+\\b'",
                "extract(@'took (\\d+) ms', 1, Body) == '12'",
                "replace_regex(Body, @'[0-9a-f]{32}', '*') == ''",
                "max_of(SeverityNumber, 5) > 100"
            })
    void aPredicateThatSaysNoAllocatesNothing(String predicate) {
        RowRunner runner =
                RowProgram.bind("source | where " + predicate, LogRecord.SCHEMA).runner();
        assertThat(bytes(runner))
                .as("bytes of " + EVALUATIONS + " evaluations of " + predicate)
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "extend a = SeverityNumber * 2, b = strcat(SeverityText, ':', SeverityNumber) | where a > 100 and b == 'x'",
                "extend d = parse_json(Body) | where d.x == 5",
                "project Body, n = tolong(Attributes['http.status']) | where n == 404"
            })
    void neitherDoesWhatStandsBeforeIt(String pipeline) {
        RowRunner runner =
                RowProgram.bind("source | " + pipeline, LogRecord.SCHEMA).runner();
        // A text that is no JSON becomes a string of its own.
        long allowed = pipeline.contains("parse_json") ? 400L * EVALUATIONS : 0;
        assertThat(bytes(runner)).as(pipeline).isLessThanOrEqualTo(allowed);
    }

    private static long bytes(RowRunner runner) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        RowSink sink = row -> {
            throw new AssertionError("the predicate said yes");
        };
        // Until buffers have grown and classes are loaded; what a compiler's thread makes is not this thread's.
        run(runner, sink, EVALUATIONS);
        threads.getCurrentThreadAllocatedBytes();
        long least = Long.MAX_VALUE;
        // Code that the compiler throws away may leave a few bytes behind, once: not in each of several rounds.
        for (int round = 0; round < 5 && least > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            run(runner, sink, EVALUATIONS);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private static void run(RowRunner runner, RowSink sink, int times) {
        for (int i = 0; i < times; i++) {
            runner.run(RECORD, sink);
        }
    }
}

package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.proto.v2.Metadata.MetricType;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Prometheus' compliance suite asks of receivers of remote write (prometheus/compliance, remotewrite/receiver): its 39 facts,
 * each with the requests it is made of, through the whole job.
 *
 * <p>A request that is right is answered 204 with the counts of what is in it. One that is wrong, wholly or in part, is answered 400, or
 * 415 where its headers are, with counts of no more than is right in it. Remote write 1.0 is answered without any counts.
 */
class RemoteWriteReceiverITCase {
    private static final String TYPE_1 = "application/x-protobuf";
    private static final String TYPE_2 = "application/x-protobuf;proto=io.prometheus.write.v2.Request";
    private static final long HOUR = 3_600_000;
    /** A stale marker, another NaN, and the infinities. */
    private static final double[] VALUES = {
        1,
        Double.longBitsToDouble(0x7ff0000000000002L),
        Double.longBitsToDouble(0x7ff8000000000001L),
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
    };

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Ask> asks = new ArrayList<>();
    private String fact = "";
    private int facts;

    /** @param samples how many may be told at most; exactly so many when it is right */
    private record Ask(
            String fact,
            byte[] body,
            String type,
            String encoding,
            int status,
            int samples,
            int histograms,
            int exemplars) {}

    @Test
    void answersAllOfTheReceiverSuite(@TempDir Path folder) throws Exception {
        samples();
        exemplars();
        histograms();
        metadata();
        combinations();
        requests();
        remoteWrite1();
        assertThat(facts).isEqualTo(39);
        try (PipelineCluster cluster = new PipelineCluster(folder, 1)) {
            cluster.start(1, null);
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (Ask ask : asks) {
                answers.add(client.sendAsync(
                        HttpRequest.newBuilder(URI.create(cluster.writeUrl()))
                                .header("Content-Type", ask.type())
                                .header("Content-Encoding", ask.encoding())
                                .POST(BodyPublishers.ofByteArray(ask.body()))
                                .build(),
                        BodyHandlers.ofString()));
            }
            SoftAssertions soft = new SoftAssertions();
            for (int i = 0; i < asks.size(); i++) {
                judge(asks.get(i), answers.get(i).get(), soft);
            }
            soft.assertAll();
            System.out.println("RemoteWriteReceiverITCase: " + facts + " facts, " + asks.size() + " requests");
            cluster.drain();
        }
    }

    private static void judge(Ask ask, HttpResponse<String> answer, SoftAssertions soft) {
        String about = ask.fact() + ": " + answer.statusCode() + " " + answer.body();
        soft.assertThat(answer.statusCode()).as(about).isEqualTo(ask.status());
        if (ask.type().equals(TYPE_1)) {
            soft.assertThat(answer.headers().map().keySet())
                    .as(about)
                    .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).endsWith("-written"));
            return;
        }
        Map<String, Integer> most =
                Map.of("Samples", ask.samples(), "Histograms", ask.histograms(), "Exemplars", ask.exemplars());
        most.forEach((kind, count) -> {
            int told = Integer.parseInt(answer.headers()
                    .firstValue("X-Prometheus-Remote-Write-" + kind + "-Written")
                    .orElse("0"));
            if (ask.status() == 204) {
                soft.assertThat(told).as(about + " " + kind).isEqualTo(count);
            } else {
                soft.assertThat(told).as(about + " " + kind).isLessThanOrEqualTo(count);
                soft.assertThat(answer.body()).as(about).isNotBlank();
            }
        });
    }

    private void fact(String text) {
        fact = text;
        facts++;
    }

    private void right(Consumer<RequestBuilder2> content) {
        ask(content, 204, Integer.MAX_VALUE);
    }

    /** @param rightSamples of these */
    private void wrong(int rightSamples, Consumer<RequestBuilder2> content) {
        ask(content, 400, rightSamples);
    }

    private void ask(Consumer<RequestBuilder2> content, int status, int mostSamples) {
        RequestBuilder2 request = new RequestBuilder2();
        content.accept(request);
        int samples = Math.min(request.samples, mostSamples);
        // Of wrong histograms and exemplars the suite allows as many as there are; we tell none of wrong series.
        int others = status == 204 ? Integer.MAX_VALUE : 0;
        asks.add(new Ask(
                fact,
                request.compressed(),
                TYPE_2,
                "snappy",
                status,
                samples,
                Math.min(others, request.histograms),
                Math.min(others, request.exemplars)));
    }

    private void samples() {
        fact("single samples of every value, with labels of any characters, but not without a name");
        for (double value : VALUES) {
            right(r -> r.series("__name__", "up").sample(value, 0));
            right(r -> r.series("__name__", "up", "job", "testjob", "instance", "localhost:9090")
                    .sample(value, 0));
            right(r -> r.series("__name__", "up", "job", "test\njob\n", "instance", "localhost:9090")
                    .sample(value, 0));
            right(r -> r.series(
                            "__name__", "resource.cpu.usage", "job.name", "testjob", "instance.name", "localhost:9090")
                    .sample(value, 0));
            right(r -> r.series(
                            "__name__", "resource cpu usage", "job name", "testjob", "instance name", "localhost:9090")
                    .sample(value, 0));
            wrong(0, r -> r.series("job", "testjob", "instance", "localhost:9090")
                    .sample(value, 0));
            wrong(0, r -> r.series().sample(value, 0));
        }
        fact("a counter with a created timestamp");
        right(r -> r.series("__name__", "http_requests_total", "job", "api")
                .sample(100, 0)
                .createdBefore(HOUR));
        fact("several samples, of which those with a name are written");
        for (double value : VALUES) {
            for (int nameless = 0; nameless <= 4; nameless += nameless == 0 ? 1 : 3) {
                int without = nameless;
                Consumer<RequestBuilder2> content = r -> {
                    for (int i = 0; i < 4; i++) {
                        String[] labels = {"job", "testjob", "instance", "localhost:909" + i};
                        String[] named = {"__name__", "up", "job", "testjob", "instance", "localhost:909" + i};
                        r.series(i < without ? labels : named).sample(value, 0);
                    }
                };
                if (without == 0) {
                    right(content);
                } else {
                    wrong(4 - without, content);
                }
            }
        }
    }

    private void exemplars() {
        fact("exemplars with labels of any kind, or none");
        String[][] labels = {
            {"trace_id", "abc123def456"},
            {"trace_id", "xyz789", "span_id", "span123"},
            {"user_id", "user123"},
            {"trace_id", "trace456", "user", "admin", "endpoint", "/login"},
            {},
            {"trace_id", "trace-with-dashes_and_underscores.123"},
            {"trace_id", "unicode_trace_\u6d4b\u8bd5"},
        };
        for (String[] ofExemplar : labels) {
            right(r -> r.series("__name__", "unicode_test", "region", "\ud83c\udf0d")
                    .sample(1, 0)
                    .exemplar(1, 0, ofExemplar));
        }
        fact("an exemplar of a counter with a created timestamp");
        right(r -> r.series("__name__", "http_requests_total", "job", "api")
                .sample(250, 0)
                .exemplar(250, 0, "trace_id", "abc123", "span_id", "span456")
                .createdBefore(2 * HOUR));
        fact("several exemplars");
        right(r -> r.series("__name__", "request_duration", "method", "GET")
                .sample(0.1, 0)
                .exemplar(0.1, 0, "trace_id", "trace1", "span_id", "span1")
                .series("__name__", "request_duration", "method", "POST")
                .sample(0.25, 0)
                .exemplar(0.25, 0, "trace_id", "trace2", "span_id", "span2")
                .series("__name__", "error_count", "service", "payment")
                .sample(1, 0)
                .exemplar(1, 0, "trace_id", "trace3", "user", "test_user"));
        fact("exemplars at different times of one series");
        right(r -> {
            for (long offset : new long[] {-HOUR, -60_000, 0}) {
                r.series("__name__", "latency_hist")
                        .sample(0.05, offset)
                        .exemplar(0.05, offset, "trace_id", "t" + offset);
            }
        });
        fact("exemplars of a series without a name are not written");
        for (String[] bad : new String[][] {{"job", "test"}, {"__name__", ""}}) {
            wrong(0, r -> r.series(bad).sample(1, 0).exemplar(1, 0, "trace_id", "test_trace"));
        }
        right(r -> r.series("__name__", "valid_metric").sample(1, 0).exemplar(1, 0, "trace_id", "test_trace"));
        fact("exemplars of every value");
        for (double value : new double[] {0, -123.456, 1e10, 1e-10, VALUES[2], VALUES[3], VALUES[4]}) {
            right(r -> r.series("__name__", "test_metric").sample(value, 0).exemplar(value, 0, "trace_id", "special"));
        }
    }

    private void histograms() {
        fact("histograms with buckets on either side, custom ones, none; not with a count of their own");
        right(r -> r.series("__name__", "test_histogram").histogram(1, true, true, true));
        right(r -> r.series("__name__", "test_histogram").customHistogram(1));
        right(r -> r.series("__name__", "test_histogram", "job", "test").histogram(1, true, false, true));
        right(r ->
                r.series("__name__", "test_histogram", "instance", "localhost").histogram(1, false, true, false));
        right(r -> r.series("__name__", "minimal_hist").histogram(1, false, false, true));
        wrong(0, r -> r.series("__name__", "minimal_hist")
                .histogram(1, true, false, false)
                .miscount());
        fact("a histogram with a created timestamp");
        right(r -> r.series("__name__", "request_duration_seconds", "job", "api")
                .histogram(1.5, true, true, true)
                .createdBefore(HOUR / 2));
        fact("several histograms");
        right(r -> r.series("__name__", "hist1", "job", "test")
                .histogram(10.5, true, false, true)
                .series("__name__", "hist2", "job", "test")
                .histogram(5.2, false, true, false));
        fact("an empty histogram");
        right(r -> r.series("__name__", "empty_hist").histogram(0, false, false, false));
        fact("a histogram with metadata");
        right(r -> r.series("__name__", "request_duration_seconds", "job", "api")
                .histogram(2.5, true, true, true)
                .metadata(MetricType.METRIC_TYPE_HISTOGRAM, "HTTP request duration in seconds", "seconds"));
        fact("a histogram with an exemplar");
        right(r -> r.series("__name__", "http_request_duration_seconds", "method", "GET")
                .histogram(1.23, true, false, true)
                .exemplar(1.23, 0, "trace_id", "abc123def456", "span_id", "span789"));
        fact("a histogram with metadata and an exemplar");
        right(r -> r.series("__name__", "response_size_bytes", "service", "upload")
                .histogram(10485760, true, true, true)
                .metadata(MetricType.METRIC_TYPE_HISTOGRAM, "HTTP response size in bytes", "bytes")
                .exemplar(10485760, 0, "trace_id", "large_upload_trace", "user_id", "user456"));
        fact("several histograms with metadata");
        right(r -> r.series("__name__", "cpu_usage_histogram", "instance", "server1")
                .histogram(0.75, true, false, true)
                .metadata(MetricType.METRIC_TYPE_HISTOGRAM, "CPU usage distribution", "ratio")
                .series("__name__", "memory_usage_histogram", "instance", "server1")
                .histogram(8589934592.0, true, true, false)
                .metadata(MetricType.METRIC_TYPE_HISTOGRAM, "Memory usage distribution", "bytes"));
    }

    private void metadata() {
        fact("metadata of every type");
        for (MetricType type : MetricType.values()) {
            if (type != MetricType.UNRECOGNIZED) {
                right(r -> {
                    r.series("__name__", "metric_" + type.getNumber());
                    (type == MetricType.METRIC_TYPE_HISTOGRAM ? r.histogram(1, true, true, true) : r.sample(1, 0))
                            .metadata(type, "help of " + type, "seconds");
                });
            }
        }
        right(r ->
                r.series("__name__", "simple_counter").sample(1, 0).metadata(MetricType.METRIC_TYPE_COUNTER, "", ""));
        right(r -> r.series("__name__", "test_metric", "job", "test")
                .sample(1, 0)
                .metadata(MetricType.METRIC_TYPE_GAUGE, "Test metric with\nnewlines and \"quotes\"", "bytes/sec"));
        fact("a counter with metadata and a created timestamp");
        right(r -> r.series("__name__", "http_requests_total", "job", "api")
                .sample(150, 0)
                .metadata(MetricType.METRIC_TYPE_COUNTER, "Total HTTP requests", "requests")
                .createdBefore(HOUR));
        fact("samples with metadata");
        right(r -> r.series("__name__", "http_requests_total", "job", "test")
                .sample(42, 0)
                .metadata(MetricType.METRIC_TYPE_COUNTER, "Total HTTP requests", "requests"));
        fact("several metadata entries");
        right(r -> r.series("__name__", "cpu_usage")
                .sample(85.5, 0)
                .metadata(MetricType.METRIC_TYPE_GAUGE, "CPU usage percentage", "percent")
                .series("__name__", "memory_usage")
                .sample(4096000000.0, 0)
                .metadata(MetricType.METRIC_TYPE_GAUGE, "Memory usage in bytes", "bytes")
                .series("__name__", "disk_usage", "device", "sda1")
                .sample(75.2, 0)
                .metadata(MetricType.METRIC_TYPE_GAUGE, "Disk usage percentage", "percent"));
        fact("metadata of a series with many labels");
        right(r -> r.series(
                        "__name__",
                        "http_request_duration_seconds",
                        "job",
                        "api-server",
                        "instance",
                        "localhost:8080",
                        "method",
                        "GET",
                        "status",
                        "200",
                        "endpoint",
                        "/api/v1/users")
                .histogram(0.25, true, true, true)
                .metadata(MetricType.METRIC_TYPE_HISTOGRAM, "HTTP request duration in seconds", "seconds"));
        fact("metadata of a series without a name is not written");
        wrong(0, r -> r.series("job", "test")
                .sample(1, 0)
                .metadata(MetricType.METRIC_TYPE_COUNTER, "Test help", "unit"));
        wrong(
                0,
                r -> r.series("__name__", "").sample(1, 0).metadata(MetricType.METRIC_TYPE_GAUGE, "Test help", "unit"));
        right(r -> r.series("__name__", "valid_metric_name")
                .sample(1, 0)
                .metadata(MetricType.METRIC_TYPE_COUNTER, "Test help", "unit"));
    }

    private void combinations() {
        fact("samples with metadata and exemplars");
        right(r -> r.series("__name__", "http_requests_total", "job", "api", "method", "POST")
                .sample(1, 0)
                .metadata(MetricType.METRIC_TYPE_COUNTER, "Total number of HTTP requests", "requests")
                .exemplar(1, 0, "trace_id", "request_trace_123", "user_id", "user789"));
        fact("histograms with metadata and exemplars");
        right(r -> r.series("__name__", "request_duration_seconds", "service", "auth")
                .histogram(0.456, true, true, true)
                .metadata(MetricType.METRIC_TYPE_HISTOGRAM, "HTTP request duration distribution", "seconds")
                .exemplar(0.456, 0, "trace_id", "slow_request_trace", "endpoint", "/login"));
        fact("several samples, some with more");
        right(r -> r.series("__name__", "cpu_usage", "instance", "server1")
                .sample(0.85, 0)
                .metadata(MetricType.METRIC_TYPE_GAUGE, "CPU usage ratio", "ratio")
                .exemplar(0.85, 0, "trace_id", "high_cpu_trace", "process", "worker")
                .series("__name__", "memory_usage", "instance", "server1")
                .sample(8589934592.0, 0)
                .metadata(MetricType.METRIC_TYPE_GAUGE, "Memory usage in bytes", "bytes"));
        fact("several histograms, some with more");
        right(r -> r.series("__name__", "response_time_hist", "endpoint", "/api/v1/users")
                .histogram(0.125, true, false, true)
                .metadata(MetricType.METRIC_TYPE_HISTOGRAM, "Response time distribution", "seconds")
                .exemplar(0.125, 0, "trace_id", "fast_response", "user", "premium")
                .series("__name__", "request_size_hist", "method", "POST")
                .histogram(1024, false, true, true)
                .metadata(MetricType.METRIC_TYPE_HISTOGRAM, "Request size distribution", "bytes"));
        fact("several families of samples");
        right(r -> r.series("__name__", "http_requests_total", "status", "200")
                .sample(1000, 0)
                .metadata(MetricType.METRIC_TYPE_COUNTER, "Total HTTP requests", "requests")
                .exemplar(1000, 0, "trace_id", "successful_request")
                .series("__name__", "temperature_celsius", "location", "datacenter1")
                .sample(23.5, 0)
                .metadata(MetricType.METRIC_TYPE_GAUGE, "Temperature in Celsius", "celsius"));
        fact("families of histograms");
        right(r -> r.series("__name__", "request_duration_seconds", "handler", "/metrics")
                .histogram(0.003, true, false, true)
                .metadata(MetricType.METRIC_TYPE_HISTOGRAM, "Request duration in seconds", "seconds")
                .exemplar(0.003, 0, "trace_id", "metrics_scrape", "scraper", "prometheus"));
        fact("metadata alone, exemplars alone, and samples of different times");
        right(r -> r.series("__name__", "orphan_metric")
                .metadata(MetricType.METRIC_TYPE_COUNTER, "Orphaned metric metadata", "count"));
        right(r -> r.series("__name__", "orphan_metric").exemplar(42, 0, "trace_id", "orphan_trace"));
        right(r -> r.series("__name__", "old_metric")
                .sample(1, -HOUR)
                .exemplar(1, -HOUR / 2, "trace_id", "old_trace")
                .series("__name__", "new_metric")
                .sample(2, 0));
        fact("many samples");
        right(r -> {
            for (int i = 0; i < 50; i++) {
                r.series("__name__", "counter_metric_" + i, "series", "series_" + i)
                        .sample(i * 100, 0)
                        .metadata(MetricType.METRIC_TYPE_COUNTER, "Counter metric number " + i, "count")
                        .exemplar(i * 100, 0, "trace_id", "trace_" + i);
            }
        });
        fact("many histograms");
        right(r -> {
            for (int i = 0; i < 50; i++) {
                r.series("__name__", "histogram_metric_" + i, "bucket", "bucket_" + i)
                        .histogram(i / 10.0, true, i % 2 == 0, true)
                        .metadata(MetricType.METRIC_TYPE_HISTOGRAM, "Histogram metric number " + i, "seconds")
                        .exemplar(i / 10.0, 0, "trace_id", "trace_" + i);
            }
        });
        fact("special characters everywhere");
        right(r -> r.series(
                        "__name__",
                        "test_metric",
                        "job",
                        "test-job_with.special@chars",
                        "instance",
                        "localhost:9090",
                        "environment",
                        "test\ud83d\ude80")
                .sample(42, 0)
                .metadata(
                        MetricType.METRIC_TYPE_GAUGE,
                        "Test metric with special characters: \u00e4\u00f6\u00fc, newlines\nand \"quotes\"",
                        "special/units")
                .exemplar(
                        42,
                        0,
                        "trace_id",
                        "special_trace_\u00e4\u00f6\u00fc-123",
                        "span_id",
                        "span_with.dots-and_underscores"));
        fact("a histogram of custom buckets with an exemplar");
        right(r -> r.series("__name__", "custom_latency_hist", "version", "v2")
                .customHistogram(0.05)
                .exemplar(0.05, 0, "trace_id", "custom_bucket_trace", "bucket", "0.1"));
    }

    private void requests() {
        byte[] corrupt =
                new RequestBuilder2().series("__name__", "up").sample(1, 0).compressed();
        corrupt[0] = '0';
        fact("content types that are not remote write's");
        for (String type : List.of("application/json", "image/png")) {
            asks.add(new Ask(fact, corrupt, type, "snappy", 415, 0, 0, 0));
        }
        fact("content encodings other than snappy");
        for (String encoding : List.of("gzip", "deflate")) {
            asks.add(new Ask(fact, corrupt, TYPE_2, encoding, 415, 0, 0, 0));
        }
        fact("a corrupt body");
        asks.add(new Ask(fact, corrupt, TYPE_2, "snappy", 400, 0, 0, 0));
    }

    private void remoteWrite1() {
        fact("remote write 1.0 is taken, and told no counts");
        byte[] body = new BodyBuilder()
                .series("up", "job", "testjob", "instance", "localhost:9090")
                .sample(System.currentTimeMillis(), 1)
                .series("http_requests_total")
                .sample(System.currentTimeMillis(), 100)
                .compressed(WireFormat.REMOTE_WRITE_1);
        asks.add(new Ask(fact, body, TYPE_1, "snappy", 204, 0, 0, 0));
        fact("a corrupt body of remote write 1.0");
        byte[] corrupt = body.clone();
        corrupt[0] = (byte) 0xFF;
        asks.add(new Ask(fact, corrupt, TYPE_1, "snappy", 400, 0, 0, 0));
    }
}

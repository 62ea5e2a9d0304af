package io.adxflow.sources.http;

import io.adxflow.sources.limits.Backlog;
import io.adxflow.sources.limits.NamespaceLimits;
import io.adxflow.sources.limits.TrafficRules;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;

/** A server on a free port with one reader, whose part the test plays. */
final class ServerFixture implements AutoCloseable {
    static final int MAX_BODY = 1000;
    static final int BUDGET = 2500;

    final ManualClock clock = new ManualClock();
    final TestTargets targets = new TestTargets();
    final ReaderQueue queue = new ReaderQueue();
    final Collection<Refusal> refusals = new ConcurrentLinkedQueue<>();
    final IngestServer server;
    final AttachedReader reader;

    ServerFixture(String... keysAndValues) throws IOException {
        server = IngestServer.start(settings(keysAndValues), clock);
        reader = new AttachedReader("job", 0, queue, targets, (reason, count) -> {
            for (int i = 0; i < count; i++) {
                refusals.add(reason);
            }
        });
        server.readers().add(reader);
    }

    static IngestSettings settings(String... keysAndValues) {
        Map<String, String> values = new HashMap<>(Map.of(
                "ingest.http",
                "127.0.0.1:0",
                "ingest.otlp-http",
                "off",
                "ingest.otlp-grpc",
                "off",
                "ingest.threads",
                "1",
                "ingest.max-body-size",
                MAX_BODY + " bytes",
                "ingest.inflight-bytes",
                BUDGET + " bytes"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return IngestSettings.from(Configuration.fromMap(values));
    }

    static String[] and(String[] keysAndValues, String... more) {
        return Stream.of(keysAndValues, more).flatMap(Stream::of).toArray(String[]::new);
    }

    RawSender sender() throws IOException {
        return new RawSender(server.sockets().port());
    }

    /** The next whole request, its bytes still reserved. */
    QueuedRequest take() throws Exception {
        queue.availability().get(5, TimeUnit.MINUTES);
        QueuedRequest request = queue.poll();
        if (request == null) {
            throw new AssertionError("available, but empty");
        }
        return request;
    }

    /** Takes the next request as the reader does, and answers it. */
    QueuedRequest serve(int status) throws Exception {
        QueuedRequest request = take();
        server.budget().release(request.bodyBytes());
        request.responder().answer(new Answer(status, null, 0, 0, 0, 0));
        return request;
    }

    /** Gives the default namespace so many bytes a second. */
    void limit(double bytesPerSecond) {
        NamespaceLimits limits =
                new NamespaceLimits(Double.POSITIVE_INFINITY, bytesPerSecond, Double.POSITIVE_INFINITY, 1);
        server.door()
                .follow(
                        new TrafficRules(Map.of("default", limits), Map.of(), destination -> Backlog.NONE),
                        1,
                        clock.nanos());
    }

    @Override
    public void close() {
        server.stop();
    }
}

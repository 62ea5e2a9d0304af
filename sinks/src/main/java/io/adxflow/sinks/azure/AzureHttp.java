package io.adxflow.sinks.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.netty.NettyAsyncHttpClientBuilder;
import com.azure.core.util.Context;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * The one HTTP client of a destination, for the cluster, its storage and the login service: a bounded pool of connections
 * and two event loops of its own, all gone after {@link #close}. Remembers what {@code Retry-After} the servers sent,
 * which the SDKs above do not pass on. Thread-safe.
 */
public final class AzureHttp implements HttpClient, AutoCloseable {
    private static final int EVENT_LOOPS = 2;
    private static final HttpHeaderName RETRY_AFTER_MILLIS = HttpHeaderName.fromString("x-ms-retry-after-ms");

    private final ConnectionProvider connections;
    private final LoopResources loops;
    private final HttpClient client;
    private final LongSupplier millis = System::currentTimeMillis;
    private volatile boolean closed;
    private final AtomicLong notBeforeMillis = new AtomicLong();

    /** @param maxConnections per server */
    public AzureHttp(String moniker, int maxConnections) {
        connections = ConnectionProvider.builder("adxflow-" + moniker)
                .maxConnections(maxConnections)
                .pendingAcquireMaxCount(4 * maxConnections + 1_000)
                .pendingAcquireTimeout(Duration.ofSeconds(30))
                .maxIdleTime(Duration.ofSeconds(30))
                .build();
        loops = LoopResources.create("adxflow-http-" + moniker, EVENT_LOOPS, true);
        client = new NettyAsyncHttpClientBuilder(reactor.netty.http.client.HttpClient.create(connections)
                        .runOn(loops, false)
                        .resolver(DefaultAddressResolverGroup.INSTANCE))
                .connectTimeout(Duration.ofSeconds(5))
                .writeTimeout(Duration.ofSeconds(30))
                .responseTimeout(Duration.ofSeconds(60))
                .readTimeout(Duration.ofSeconds(30))
                .build();
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return send(request, Context.NONE);
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request, Context context) {
        return closed
                ? Mono.error(new IOException("this client is closed"))
                : client.send(request, context).doOnNext(this::remember);
    }

    /** For how much longer a server that throttles asked to be left alone; 0 when none did. */
    public long retryAfterMillis() {
        return Math.max(0, notBeforeMillis.get() - millis.getAsLong());
    }

    private void remember(HttpResponse response) {
        int status = response.getStatusCode();
        if (status == 429 || status == 503) {
            long now = millis.getAsLong();
            long wait = retryAfter(
                    response.getHeaderValue(RETRY_AFTER_MILLIS),
                    response.getHeaderValue(HttpHeaderName.RETRY_AFTER),
                    now);
            if (wait > 0) {
                notBeforeMillis.accumulateAndGet(now + wait, Math::max);
            }
        }
    }

    /** Milliseconds from Azure's own header, or from Retry-After in seconds or as a date (RFC 9110, 10.2.3); 0 without. */
    public static long retryAfter(@Nullable String millisHeader, @Nullable String header, long nowMillis) {
        if (millisHeader != null && millisHeader.matches("\\d{1,9}")) {
            return Long.parseLong(millisHeader);
        }
        if (header == null) {
            return 0;
        }
        if (header.matches("\\d{1,6}")) {
            return Long.parseLong(header) * 1_000;
        }
        try {
            Instant at = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Math.max(0, at.toEpochMilli() - nowMillis);
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        closed = true;
        connections.disposeLater().timeout(Duration.ofSeconds(2), Mono.empty()).block();
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2))
                .timeout(Duration.ofSeconds(4), Mono.empty())
                .block();
    }
}

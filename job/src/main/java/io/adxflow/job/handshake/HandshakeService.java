package io.adxflow.job.handshake;

import io.adxflow.job.config.PipelineDocument;
import io.adxflow.job.control.ControlPlane;
import io.adxflow.job.handshake.tokens.AgentTokens;
import io.adxflow.job.handshake.tokens.AgentTraffic;
import io.adxflow.job.handshake.tokens.KeyFile;
import io.adxflow.job.handshake.tokens.TokenKeys;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Hand-shakes of one job in one process: keys, tokens, and who was seen. Thread-safe. */
public final class HandshakeService implements AutoCloseable {
    private static final long REFRESH_MILLIS = 2_000;
    private static final int SILENT_LIFETIMES = 2;

    private final HandshakeSettings settings;
    private final DocumentInForce document = new DocumentInForce();
    private final AgentTraffic traffic;
    private final AgentTokens tokens;
    private final TokenKeys keys;
    private final SeenAgents seen;
    private final HandshakeDesk desk;
    private final NamespaceMaker maker;
    private final List<AgentReports> reports = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService aside;
    private final LongSupplier epochMillis;

    public HandshakeService(
            HandshakeSettings settings, ControlPlane plane, SchemaHints hints, LongSupplier epochMillis) {
        this.settings = settings;
        this.epochMillis = epochMillis;
        traffic = new AgentTraffic(settings.maxAgents());
        keys = new TokenKeys(KeyFile.of(settings));
        tokens = new AgentTokens(keys, settings.tokenGrace(), settings.maxAgents(), traffic);
        seen = new SeenAgents(settings.maxAgents());
        maker = new NamespaceMaker(plane);
        desk = new HandshakeDesk(settings, tokens, document, maker, hints, seen, epochMillis);
        reports.add(seen);
        document.onChange(version -> {
            PipelineDocument current = version.document();
            tokens.revoke((namespace, agent) ->
                    current.agents().of(namespace).revoked().contains(agent));
        });
        ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "adxflow-handshake");
            thread.setDaemon(true);
            return thread;
        });
        threads.setRemoveOnCancelPolicy(true);
        aside = threads;
    }

    /** Reads the keys, and looks after them from now on. Blocks for the first time. */
    public void start() {
        keys.refresh();
        var unused = aside.scheduleWithFixedDelay(this::refresh, REFRESH_MILLIS, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void refresh() {
        keys.refresh();
        traffic.forgetBefore(epochMillis.getAsLong()
                - SILENT_LIFETIMES * settings.tokenLifetime().toMillis());
    }

    public HandshakeSettings settings() {
        return settings;
    }

    public AgentTokens tokens() {
        return tokens;
    }

    public HandshakeDesk desk() {
        return desk;
    }

    public DocumentInForce document() {
        return document;
    }

    public AgentTraffic traffic() {
        return traffic;
    }

    NamespaceMaker maker() {
        return maker;
    }

    /** One thread, for what may block for a moment. */
    public ScheduledExecutorService aside() {
        return aside;
    }

    public LongSupplier epochMillis() {
        return epochMillis;
    }

    /** Has these listed too. */
    public void alsoReports(AgentReports more) {
        reports.add(more);
    }

    List<AgentReport> reports() {
        return reports.stream().flatMap(one -> one.reports().stream()).toList();
    }

    int seenCount() {
        return seen.size();
    }

    int keyCount() {
        return keys.size();
    }

    @Override
    public void close() {
        aside.shutdownNow();
    }
}

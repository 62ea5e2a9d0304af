package io.adxflow.bench.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.emulator.KustoStandIn;
import io.adxflow.emulator.faults.StorageFaults.Rule;
import io.adxflow.emulator.ingestion.StandInStats.Count;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * To a stand-in for Azure Data Explorer, whose storage (Azurite) is a process on the same machine. The stand-in leaves its
 * queues alone until the load is over, so that loading takes nothing from what is measured; then it loads, and rows are counted.
 */
public final class AdxDelivery implements Delivery {
    private static final Duration LOADED = Duration.ofMinutes(30);
    private static final long POLL_MILLIS = 200;
    private static final double NANOS_PER_MINUTE = 60e9;
    private static final long SECONDS_PER_MINUTE = 60;
    private static final String MESSAGES = "messages";

    private final AzuriteProcess azurite;
    private final KustoStandIn standIn;
    private final Map<String, Rule> requests = new LinkedHashMap<>();
    private final Map<String, Integer> before = new LinkedHashMap<>();
    private final Map<String, Integer> measured = new LinkedHashMap<>();
    private long startNanos;
    private double minutes;
    private double azuriteCpuSeconds;
    private double ownCpuSeconds;

    /** Starts storage and stand-in. */
    public AdxDelivery(Path folder) throws IOException {
        String problem = AzuriteProcess.problem();
        if (problem != null) {
            throw new IOException(problem);
        }
        azurite = AzuriteProcess.start(folder.resolve("azurite"));
        try {
            standIn = KustoStandIn.in(folder.resolve("kusto"), azurite).start();
            watch(MESSAGES, "POST .*/messages");
            watch("status_lines", "POST .*/ingestionsstatus");
            watch("status_reads", "GET .*/ingestionsstatus");
            watch("blocks", "PUT .*comp=block(&|$)");
            watch("blobs", "PUT .*comp=blocklist");
            watch("markers", "PUT .*comp=metadata");
            watch("lookups", "HEAD ");
            watch("all", "(PUT|POST|HEAD|DELETE) ");
        } catch (IOException | RuntimeException e) {
            azurite.close();
            throw e;
        }
    }

    private void watch(String name, String pattern) throws IOException {
        requests.put(name, azurite.faults().watch(pattern));
    }

    @Override
    public List<String> settings() {
        return List.of(
                "monikers.adx.kind=kusto",
                "monikers.adx.endpoint=" + standIn.endpoint(),
                "namespaces.default.monikers=adx",
                "run.drain-timeout=10min");
    }

    /**
     * Lets the stand-in load what the warm-up sent, so that it is not in the way. Storage and stand-in would have machines of their
     * own, so from here on they take what job and sender leave.
     */
    @Override
    public void begin() throws IOException, InterruptedException {
        awaitLoaded();
        Niceness.giveWay(azurite.pid());
        Niceness.giveWay(ProcessHandle.current().pid());
        standIn.faults().pauseIngestion();
        requests.forEach((name, rule) -> before.put(name, rule.acted()));
        azuriteCpuSeconds = ProcStat.cpuSecondsOrZero(azurite.pid());
        ownCpuSeconds = ProcStat.cpuSecondsOrZero(ProcessHandle.current().pid());
        startNanos = System.nanoTime();
    }

    @Override
    public void end() {
        minutes = (System.nanoTime() - startNanos) / NANOS_PER_MINUTE;
        azuriteCpuSeconds = ProcStat.cpuSecondsOrZero(azurite.pid()) - azuriteCpuSeconds;
        ownCpuSeconds = ProcStat.cpuSecondsOrZero(ProcessHandle.current().pid()) - ownCpuSeconds;
        requests.forEach((name, rule) -> measured.put(name, rule.acted() - before.getOrDefault(name, 0)));
    }

    @Override
    public String progress() {
        return ", storage requests " + measured + " and " + Round.to1(azuriteCpuSeconds) + " CPU-s of its process in "
                + Round.to1(minutes * SECONDS_PER_MINUTE) + " s";
    }

    /** Lets the stand-in load everything first. */
    @Override
    public void report(ObjectNode json, long acknowledgedSamples) throws IOException, InterruptedException {
        standIn.faults().resumeIngestion();
        awaitLoaded();
        ObjectNode perMinute = json.putObject("per_minute");
        measured.forEach((name, count) -> perMinute.put(name, Math.round(count / minutes)));
        int messages = measured.getOrDefault(MESSAGES, 0);
        json.put(
                "requests_per_message",
                Round.to1(messages == 0 ? 0 : (double) measured.getOrDefault("all", 0) / messages));
        ObjectNode cores = json.putObject("cores");
        cores.put("azurite", Round.to3(azuriteCpuSeconds / (minutes * SECONDS_PER_MINUTE)));
        cores.put("stand_in", Round.to3(ownCpuSeconds / (minutes * SECONDS_PER_MINUTE)));
        long blobs = standIn.stats().get(Count.BLOBS_INGESTED);
        long tagged = standIn.stats().get(Count.SINGLE_BLOB_INGEST_BY_TAG);
        perMinute.put("tagged_blobs", blobs == 0 ? 0 : Math.round(messages / minutes * tagged / blobs));
        json.put("blobs", blobs);
        json.put("tagged_blobs", tagged);
        json.put("rows", standIn.stats().get(Count.ROWS));
        json.put("rows_ok", standIn.stats().get(Count.ROWS) == acknowledgedSamples);
    }

    private void awaitLoaded() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LOADED.toNanos();
        while (standIn.queuedMessages() + standIn.inFlight() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    @Override
    public void close() throws IOException {
        try (azurite) {
            standIn.close();
        }
    }
}

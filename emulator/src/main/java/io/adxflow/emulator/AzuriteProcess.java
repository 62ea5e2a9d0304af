package io.adxflow.emulator;

import io.adxflow.emulator.faults.StorageFaults;
import io.adxflow.emulator.node.NodeHome;
import io.adxflow.emulator.storage.AccountSas;
import io.adxflow.emulator.storage.StorageAccount;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Azurite, Microsoft's storage emulator (blobs, queues, tables), as a child process.
 *
 * <ul>
 *   <li>Its data is in one folder and survives {@link #stop} and {@link #start}, on the same ports.
 *   <li>It ends when this process ends, however that ends: it watches its standard input.
 *   <li>Azurite writes its metadata every five seconds and at a stop. After {@link #kill} the last seconds may be missing,
 *       which Azure's own storage would never do; after {@link #crash} nothing is.
 * </ul>
 *
 * <p>Threads: all methods may be called from any thread; start and stop exclude each other.
 */
public final class AzuriteProcess implements AutoCloseable {
    private static final Duration START_DEADLINE = Duration.ofMinutes(2);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(30);
    private static final int REMEMBERED_LINES = 40;
    private static final Pattern LISTENING =
            Pattern.compile("Azurite (Blob|Queue|Table) service is successfully listening at http://[^:]+:(\\d+)");

    private enum Service {
        BLOB,
        QUEUE,
        TABLE
    }

    private final Path folder;
    private final StorageFaults faults = new StorageFaults();
    private final Map<Service, Integer> ports = new EnumMap<>(Service.class);
    private @Nullable Process process;

    private AzuriteProcess(Path folder, int blobPort, int queuePort, int tablePort) {
        this.folder = folder;
        ports.put(Service.BLOB, blobPort);
        ports.put(Service.QUEUE, queuePort);
        ports.put(Service.TABLE, tablePort);
    }

    /** Why Azurite cannot run here, with what to do about it; null when it can. For tests that would rather be skipped. */
    public static @Nullable String problem() {
        return NodeHome.problem();
    }

    /** Starts on free ports. */
    public static AzuriteProcess start(Path folder) throws IOException {
        return start(folder, 0, 0, 0);
    }

    /**
     * Starts on these ports of the loopback address; 0 takes a free one.
     *
     * @throws IllegalStateException when node or the packages are missing
     * @throws IOException when it does not come up; the message holds its last words
     */
    public static AzuriteProcess start(Path folder, int blobPort, int queuePort, int tablePort) throws IOException {
        AzuriteProcess azurite = new AzuriteProcess(folder, blobPort, queuePort, tablePort);
        azurite.start();
        return azurite;
    }

    /** Starts it again after {@link #stop} or {@link #kill}, with the same ports and folder. */
    public synchronized void start() throws IOException {
        if (process != null && process.isAlive()) {
            return;
        }
        Files.createDirectories(folder);
        Process child = new ProcessBuilder(NodeHome.command(
                        "child.js",
                        List.of(
                                "--silent",
                                "--disableTelemetry",
                                // Newer SDKs speak versions of the protocol that Azurite knows but does not list.
                                "--skipApiVersionCheck",
                                "--location",
                                folder.toString(),
                                "--blobPort",
                                port(Service.BLOB),
                                "--queuePort",
                                port(Service.QUEUE),
                                "--tablePort",
                                port(Service.TABLE))))
                .redirectErrorStream(true)
                .start();
        process = child;
        faults.attach(child.getOutputStream());
        awaitListening(child);
    }

    private String port(Service service) {
        return String.valueOf(ports.get(service));
    }

    private void awaitListening(Process child) throws IOException {
        CountDownLatch listening = new CountDownLatch(Service.values().length);
        Deque<String> lastLines = new ArrayDeque<>();
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader lines =
                            new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            if (faults.tell(line)) {
                                continue;
                            }
                            remember(lastLines, line);
                            Matcher match = LISTENING.matcher(line);
                            if (match.find()) {
                                synchronized (ports) {
                                    ports.put(
                                            Service.valueOf(match.group(1).toUpperCase(Locale.ROOT)),
                                            Integer.valueOf(match.group(2)));
                                }
                                listening.countDown();
                            }
                        }
                    } catch (IOException ended) {
                        remember(lastLines, ended.toString());
                    }
                    while (listening.getCount() > 0) {
                        listening.countDown();
                    }
                },
                "azurite-output");
        reader.setDaemon(true);
        reader.start();
        boolean inTime;
        try {
            inTime = listening.await(START_DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            child.destroyForcibly();
            throw new IOException("interrupted while Azurite starts", e);
        }
        if (!inTime || !child.isAlive()) {
            child.destroyForcibly();
            synchronized (lastLines) {
                throw new IOException("Azurite did not start in " + folder + " on ports " + ports
                        + " (is one of them taken?). It said:\n" + String.join("\n", lastLines));
            }
        }
    }

    private static void remember(Deque<String> lastLines, String line) {
        synchronized (lastLines) {
            if (lastLines.size() == REMEMBERED_LINES) {
                lastLines.removeFirst();
            }
            lastLines.addLast(line);
        }
    }

    /** Lets it write its metadata and end. */
    public synchronized void stop() throws IOException {
        Process child = process;
        if (child == null) {
            return;
        }
        child.getOutputStream().close();
        awaitEnd(child);
    }

    /** Ends it at once, as SIGKILL does. */
    public synchronized void kill() {
        Process child = process;
        if (child != null) {
            child.destroyForcibly();
            awaitEnd(child);
        }
    }

    /** Breaks all connections and ends it, with requests unanswered; keeps what it has answered for, as Azure would. */
    public synchronized void crash() throws IOException {
        if (process != null) {
            faults.breakConnections();
            stop();
        }
    }

    private void awaitEnd(Process child) {
        try {
            if (!child.waitFor(STOP_DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                child.destroyForcibly();
                child.waitFor();
            }
        } catch (InterruptedException e) {
            child.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        process = null;
        faults.attach(null);
    }

    /** The process's id, to measure it by; 0 while it does not run. */
    public synchronized long pid() {
        return process == null ? 0 : process.pid();
    }

    /** What goes wrong. */
    public StorageFaults faults() {
        return faults;
    }

    /** Whether the process runs. */
    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** {@code http://127.0.0.1:PORT/devstoreaccount1}. */
    public String blobEndpoint() {
        return endpoint(Service.BLOB);
    }

    public String queueEndpoint() {
        return endpoint(Service.QUEUE);
    }

    public String tableEndpoint() {
        return endpoint(Service.TABLE);
    }

    private String endpoint(Service service) {
        synchronized (ports) {
            return "http://127.0.0.1:" + ports.get(service) + "/" + AccountSas.ACCOUNT;
        }
    }

    /** The three endpoints of the account. */
    public StorageAccount account() {
        return new StorageAccount(blobEndpoint(), queueEndpoint(), tableEndpoint());
    }

    /** A signature for everything in the account: {@code sv=…&sig=…}, without the question mark. */
    public String sas(Duration lifetime) {
        return AccountSas.sign(Instant.now().plus(lifetime));
    }

    /** For Azure's SDK clients. */
    public String connectionString() {
        return "DefaultEndpointsProtocol=http;AccountName=" + AccountSas.ACCOUNT + ";AccountKey=" + AccountSas.KEY
                + ";BlobEndpoint=" + blobEndpoint() + ";QueueEndpoint=" + queueEndpoint() + ";TableEndpoint="
                + tableEndpoint() + ";";
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}

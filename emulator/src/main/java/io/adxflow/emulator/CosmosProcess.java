package io.adxflow.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.emulator.node.NodeHome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A server of the data plane of Azure Cosmos DB for NoSQL, as a child process, for tests: the npm package {@code @vercel/cosmosdb-server}
 * with a certificate of its own. Creates, point reads, upserts and bulk upserts of Microsoft's unmodified SDK work in gateway mode;
 * queries over partitions and transactional batches do not. Everything is in memory and gone with it. It ends when this process ends.
 *
 * <p>Faults act on writes of items unless they say otherwise. Threads: all methods may be called from any thread.
 */
public final class CosmosProcess implements AutoCloseable {
    /** The key of Microsoft's own emulator, which is no secret (Azure Cosmos DB emulator, "Authentication"). */
    public static final String KEY =
            "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==";

    private static final String FOLDER = "emulator/cosmos";
    private static final String PASSPHRASE = "adxflow-test";
    private static final int START_SECONDS = 120;

    private final Process process;
    private final Writer orders;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final AtomicInteger acted = new AtomicInteger();
    private int port;

    private CosmosProcess(Process process) {
        this.process = process;
        this.orders = new OutputStreamWriter(process.getOutputStream(), UTF_8);
    }

    /** Why it cannot run here, with what to do about it; null when it can. For tests that would rather be skipped. */
    public static @Nullable String problem() {
        return NodeHome.problem(FOLDER);
    }

    /**
     * Starts on a free port of the loopback address.
     *
     * @param folder for its certificate
     * @throws IOException when it does not come up
     */
    public static CosmosProcess start(Path folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(NodeHome.command(
                        FOLDER, "child.js", List.of(certificate(folder).toString())))
                .redirectErrorStream(true);
        builder.environment().put("ADXFLOW_PASSPHRASE", PASSPHRASE);
        CosmosProcess cosmos = new CosmosProcess(builder.start());
        Thread reader = new Thread(cosmos::read, "cosmos-output");
        reader.setDaemon(true);
        reader.start();
        String said = cosmos.answer();
        if (!said.startsWith("listening ")) {
            cosmos.close();
            throw new IOException("the server of Cosmos DB's data plane did not start: " + said);
        }
        cosmos.port = Integer.parseInt(said.substring("listening ".length()));
        return cosmos;
    }

    /** A key and a certificate for localhost, by the JDK's own tool. */
    private static Path certificate(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("cosmos.p12");
        if (Files.exists(file)) {
            return file;
        }
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "cosmos",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "3650",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSPHRASE)
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return file;
    }

    private void read() {
        StringBuilder other = new StringBuilder();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("fault ")) {
                    acted.incrementAndGet();
                } else if (line.startsWith("listening ") || line.equals("taken")) {
                    answers.add(line);
                } else if (other.length() < 4_000) {
                    other.append(line).append('\n');
                }
            }
        } catch (IOException e) {
            other.append(e);
        }
        answers.add(other.toString());
    }

    private String answer() throws IOException {
        try {
            String answer = answers.poll(START_SECONDS, TimeUnit.SECONDS);
            return answer == null ? "no answer within " + START_SECONDS + " s" : answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** {@code https://localhost:PORT}. */
    public String endpoint() {
        return "https://localhost:" + port;
    }

    /** The next so many writes are answered 429 and not carried out. */
    public void throttle(int times, int retryAfterMillis) throws IOException {
        order("{\"kind\": \"THROTTLE\", \"times\": " + times + ", \"retryAfterMillis\": " + retryAfterMillis + "}");
    }

    /** The next so many writes are carried out, and their connections broken. */
    public void loseAnswers(int times) throws IOException {
        loseAnswers(0, times);
    }

    /** The same when so many others have passed. */
    public void loseAnswers(int after, int times) throws IOException {
        order("{\"kind\": \"LOSE\", \"after\": " + after + ", \"times\": " + times + "}");
    }

    /** The connections of the next so many writes are broken when so many others have passed, and they are not carried out. */
    public void cut(int after, int times) throws IOException {
        order("{\"kind\": \"CUT\", \"after\": " + after + ", \"times\": " + times + "}");
    }

    /** The answers to the next so many reads of an item are lost with their connections. */
    public void loseReads(int times) throws IOException {
        order("{\"kind\": \"LOSE\", \"reads\": true, \"times\": " + times + "}");
    }

    /** Breaks all connections, and each new one, until {@link #clear}. */
    public void goAway() throws IOException {
        order("{\"kind\": \"AWAY\"}");
    }

    /** The next so many writes are answered so, and not carried out. */
    public void refuse(int status, int times) throws IOException {
        order("{\"kind\": \"REFUSE\", \"status\": " + status + ", \"times\": " + times + "}");
    }

    /** How often a fault has acted since the last {@link #clear}. */
    public int acted() {
        return acted.get();
    }

    /** Ends all faults. */
    public void clear() throws IOException {
        order("{\"kind\": \"CLEAR\"}");
        acted.set(0);
    }

    private synchronized void order(String line) throws IOException {
        orders.write(line + "\n");
        orders.flush();
        String said = answer();
        if (!said.equals("taken")) {
            throw new IOException("the server of Cosmos DB's data plane: " + said);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

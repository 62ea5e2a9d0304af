package io.adxflow.sinks.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A real Kafka broker as a child process of this one, with transactions and with Event Hubs' limits: a request of more than 1,046,528
 * bytes breaks the connection, topics are not made by themselves. One for all tests of a JVM. Its listeners: plain, plain behind a
 * {@link KafkaProxy}, and SASL (PLAIN with {@link #CONNECTION_STRING}, OAUTHBEARER with unsecured tokens).
 */
public final class KafkaBroker {
    /** What the SASL listener takes, but for its endpoint. */
    public static final String KEY = "SharedAccessKeyName=send;SharedAccessKey=c2VjcmV0LWtleQ==";

    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static KafkaBroker shared;

    private final int plain = freePort();
    private final int proxied = freePort();
    private final int sasl = freePort();
    private final int controller = freePort();
    private final KafkaProxy proxy;
    private final Admin admin;
    private final Path properties;
    private Process process;

    private KafkaBroker() throws IOException {
        proxy = new KafkaProxy(proxied);
        Path folder = Files.createTempDirectory("adxflow-kafka");
        properties = folder.resolve("server.properties");
        Files.writeString(properties, properties(folder));
        admin = Admin.create(Map.of("bootstrap.servers", servers()));
        start();
    }

    private void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile", ""),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerMain.class.getName(),
                        properties.toString())
                .redirectErrorStream(true)
                .start();
        List<String> lines = new ArrayList<>();
        Process started = process;
        Thread output = new Thread(() -> drain(started, lines), "kafka-output");
        output.setDaemon(true);
        output.start();
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (true) {
            try {
                admin.describeCluster().nodes().get(5, TimeUnit.SECONDS);
                return;
            } catch (Exception e) {
                if (!started.isAlive() || System.nanoTime() > deadline) {
                    started.destroyForcibly();
                    throw new IOException("Kafka did not start: " + String.join("\n", lines), e);
                }
            }
        }
    }

    private static void drain(Process process, List<String> lines) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (lines.size() < 200) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            // It is over.
        }
    }

    private String properties(Path folder) {
        return String.join(
                "\n",
                "process.roles=broker,controller",
                "node.id=1",
                "controller.listener.names=CONTROLLER",
                "controller.quorum.bootstrap.servers=127.0.0.1:" + controller,
                "listeners=PLAIN://127.0.0.1:" + plain + ",PROXIED://127.0.0.1:" + proxied + ",SASL://127.0.0.1:" + sasl
                        + ",CONTROLLER://127.0.0.1:" + controller,
                "advertised.listeners=PLAIN://127.0.0.1:" + plain + ",PROXIED://127.0.0.1:" + proxy.port()
                        + ",SASL://127.0.0.1:" + sasl,
                "listener.security.protocol.map=PLAIN:PLAINTEXT,PROXIED:PLAINTEXT,SASL:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name=PLAIN",
                "listener.name.sasl.sasl.enabled.mechanisms=PLAIN,OAUTHBEARER",
                "listener.name.sasl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule"
                        + " required user_$ConnectionString=\"" + connectionString() + "\";",
                "listener.name.sasl.oauthbearer.sasl.jaas.config="
                        + "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;",
                "listener.name.sasl.oauthbearer.sasl.server.callback.handler.class="
                        + "org.apache.kafka.common.security.oauthbearer.internals.unsecured."
                        + "OAuthBearerUnsecuredValidatorCallbackHandler",
                "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "allow.everyone.if.no.acl.found=true",
                "super.users=User:ANONYMOUS",
                "log.dirs=" + folder.resolve("data"),
                "auto.create.topics.enable=false",
                "offsets.topic.replication.factor=1",
                "offsets.topic.num.partitions=4",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.min.isr=1",
                "transaction.state.log.num.partitions=4",
                "transaction.abort.timed.out.transaction.cleanup.interval.ms=500",
                "share.coordinator.state.topic.replication.factor=1",
                "share.coordinator.state.topic.min.isr=1",
                "group.initial.rebalance.delay.ms=0",
                "message.max.bytes=1046528",
                "socket.request.max.bytes=1046528",
                "log.cleaner.enable=false",
                "num.network.threads=2",
                "num.io.threads=2",
                "");
    }

    /** The one of this JVM, started if need be. */
    public static synchronized KafkaBroker shared() {
        if (shared == null) {
            try {
                shared = new KafkaBroker();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return shared;
    }

    /** Kills the process, as kill -9 does; what it has told anybody is on its disk. */
    public void crash() throws InterruptedException {
        int unused = process.destroyForcibly().waitFor();
    }

    /** Starts it again, with what is on its disk. */
    public void restart() throws IOException {
        start();
    }

    /** {@code host:port} without anything between. */
    public String servers() {
        return "127.0.0.1:" + plain;
    }

    /** {@code host:port} of the proxy, behind which all connections stay. */
    public String proxiedServers() {
        return "127.0.0.1:" + proxy.port();
    }

    public String saslServers() {
        return "127.0.0.1:" + sasl;
    }

    /** What the SASL listener takes. */
    public String connectionString() {
        return "Endpoint=sb://127.0.0.1:" + sasl + "/;" + KEY;
    }

    public KafkaProxy proxy() {
        return proxy;
    }

    public Admin admin() {
        return admin;
    }

    /** Makes a topic of so many partitions. */
    public String topic(String name, int partitions) throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                .all()
                .get();
        return name;
    }

    /**
     * All that a reader of what is committed sees of a topic, by partition and offset, once every transaction that has ended is marked as
     * ended there: who commits is answered before that.
     */
    public List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        awaitMarks();
        return read(topic, "read_committed");
    }

    private void awaitMarks() {
        ListTransactionsOptions ending = new ListTransactionsOptions()
                .filterStates(Set.of(TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT));
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        try {
            while (!admin.listTransactions(ending).all().get().isEmpty()) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("transactions do not end: "
                            + admin.listTransactions(ending).all().get());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All that there is, of open and ended transactions too. */
    public List<ConsumerRecord<byte[], byte[]>> all(String topic) {
        return read(topic, "read_uncommitted");
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic, String isolation) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", servers());
        config.put("isolation.level", isolation);
        config.put("enable.metrics.push", false);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /** Below the ports of outgoing connections, one of which could take it before the broker listens. */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_768);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // Another one, then.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

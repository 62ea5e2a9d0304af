package io.adxflow.sinks.eventhubs;

import com.azure.core.credential.TokenCredential;
import io.adxflow.sinks.azure.AuthMethod;
import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.azure.AzureHttp;
import io.adxflow.sinks.azure.Credentials;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.storage.FileFailure;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Makes the Kafka clients of a destination, with secrets as they are then. Thread-safe. */
final class HubClients implements AutoCloseable {
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    /** Azure cuts idle connections after 240 s, and tells neither side (Event Hubs, Kafka configurations). */
    private static final int MAX_IDLE_MILLIS = 180_000;

    private static final int MAX_BLOCK_MILLIS = 30_000;
    private static final int PROBE_MILLIS = 10_000;
    private static final int MAX_POLL_RECORDS = 500;
    private static final int FETCH_BYTES = 16 << 20;
    private static final int LINGER_MILLIS = 5;
    private static final int BATCH_BYTES = 256 << 10;

    private final HubSettings settings;
    private @Nullable AzureHttp http;
    private @Nullable TokenCredential credential;
    private @Nullable Admin admin;

    HubClients(HubSettings settings) {
        this.settings = settings;
    }

    /** For tests: as somebody whose tokens the test makes. */
    HubClients(HubSettings settings, TokenCredential credential) {
        this.settings = settings;
        this.credential = credential;
    }

    /** A producer whose own repetitions the broker recognises. */
    Producer<byte[], byte[]> idempotent() throws AzureFailure {
        return new KafkaProducer<>(producerConfig(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** One that only asks, and not for long. */
    Producer<byte[], byte[]> probing() throws AzureFailure {
        Map<String, Object> config = producerConfig();
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PROBE_MILLIS);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A producer of transactions, not initialised yet. */
    Producer<byte[], byte[]> transactional(String id) throws AzureFailure {
        Map<String, Object> config = producerConfig();
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int)
                settings.transactionTimeout().toMillis());
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A consumer of committed events, without a group's assignment: whoever has it says what it reads. */
    Consumer<byte[], byte[]> consumer(String group) throws AzureFailure {
        Map<String, Object> config = common();
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES / 4);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PROBE_MILLIS);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads and writes groups' offsets, nothing else; shared. */
    synchronized Admin admin() throws AzureFailure {
        if (admin == null) {
            Map<String, Object> config = common();
            config.put("default.api.timeout.ms", (int) settings.requestTimeout().toMillis());
            admin = Admin.create(config);
        }
        return admin;
    }

    /** Forgets what was made with secrets that the server refuses. */
    synchronized void forget() {
        if (admin != null) {
            admin.close(Duration.ZERO);
            admin = null;
        }
    }

    private Map<String, Object> producerConfig() throws AzureFailure {
        Map<String, Object> config = common();
        int requestMillis = (int) settings.requestTimeout().toMillis();
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // What goes round the events counts as well.
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, settings.maxRequestBytes() - 4096);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, Math.min(BATCH_BYTES, settings.maxRequestBytes() / 2));
        config.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, settings.compression());
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, settings.memoryBytes());
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.max(requestMillis + LINGER_MILLIS, (int)
                settings.deliveryTimeout().toMillis()));
        return config;
    }

    private Map<String, Object> common() throws AzureFailure {
        Map<String, Object> config = new HashMap<>();
        ConnectionString string = ConnectionString.read(settings.access());
        String servers = settings.servers() != null ? settings.servers() : string == null ? "" : string.servers();
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, settings.name());
        config.put(CommonClientConfigs.CONNECTIONS_MAX_IDLE_MS_CONFIG, MAX_IDLE_MILLIS);
        config.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, MAX_IDLE_MILLIS);
        config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int)
                settings.requestTimeout().toMillis());
        // Nobody reads them, and Event Hubs does not take them.
        config.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        config.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        boolean plain = isLoopback(servers);
        TokenCredential tokens = credential();
        if (string != null) {
            config.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, plain ? "SASL_PLAINTEXT" : "SASL_SSL");
            config.put(SaslConfigs.SASL_MECHANISM, "PLAIN");
            config.put(SaslConfigs.SASL_JAAS_CONFIG, string.jaas());
        } else if (tokens != null) {
            config.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, plain ? "SASL_PLAINTEXT" : "SASL_SSL");
            config.put(SaslConfigs.SASL_MECHANISM, "OAUTHBEARER");
            config.put(
                    SaslConfigs.SASL_JAAS_CONFIG,
                    "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;");
            config.put(SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS, EntraLogin.class.getName());
            config.put(EntraLogin.CREDENTIAL, tokens);
            config.put(EntraLogin.SCOPE, "https://" + host(servers) + "/.default");
        }
        layProperties(config);
        return config;
    }

    private void layProperties(Map<String, Object> config) throws AzureFailure {
        String file = settings.access().propertiesFile();
        if (file == null) {
            return;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new AzureFailure(
                    FailureKind.CONFIGURATION,
                    "kafka-properties-file: " + file + " cannot be read: " + FileFailure.words(e)
                            + " (expected: properties of Kafka's client, on every TaskManager)",
                    false);
        }
        properties.forEach((key, value) -> config.put(String.valueOf(key), value));
    }

    private synchronized @Nullable TokenCredential credential() throws AzureFailure {
        if (credential == null && settings.access().identity().method() != AuthMethod.NONE) {
            http = new AzureHttp(settings.moniker(), 4);
            credential = Credentials.of(settings.access().identity(), http);
        }
        return credential;
    }

    private static String host(String servers) {
        int colon = servers.indexOf(':');
        return colon < 0 ? servers : servers.substring(0, colon);
    }

    /** Whether nothing leaves this host, so that secrets may go as they are. */
    private static boolean isLoopback(String servers) {
        for (String server : servers.split(",")) {
            try {
                if (server.isEmpty() || !InetAddress.getByName(host(server)).isLoopbackAddress()) {
                    return false;
                }
            } catch (UnknownHostException e) {
                return false;
            }
        }
        return true;
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(CLOSE_WAIT);
            admin = null;
        }
        if (http != null) {
            http.close();
        }
    }
}

package io.adxflow.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An Azurite and a stand-in that belong together, in one folder. The ports are remembered there, since what a client keeps of
 * one run (URLs of blobs) shall hold in the next.
 */
public final class LocalCluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);

    private final AzuriteProcess azurite;
    private final KustoStandIn standIn;

    private LocalCluster(AzuriteProcess azurite, KustoStandIn standIn) {
        this.azurite = azurite;
        this.standIn = standIn;
    }

    /**
     * Starts both.
     *
     * @param port of the stand-in; 0 takes that of the last time, or a free one
     * @throws IllegalStateException when node or its packages are missing; the message says what to do
     */
    public static LocalCluster start(Path folder, int port, UnaryOperator<KustoStandIn.Builder> settings)
            throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("ports.properties");
        Properties ports = new Properties();
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                ports.load(in);
            }
        }
        AzuriteProcess azurite = AzuriteProcess.start(
                folder.resolve("azurite"), freeOr0(ports, "blob"), freeOr0(ports, "queue"), freeOr0(ports, "table"));
        try {
            KustoStandIn standIn = settings.apply(KustoStandIn.in(folder.resolve("kusto"), azurite)
                            .port(port == 0 ? freeOr0(ports, "kusto") : port))
                    .start();
            ports.setProperty("blob", port(azurite.blobEndpoint()));
            ports.setProperty("queue", port(azurite.queueEndpoint()));
            ports.setProperty("table", port(azurite.tableEndpoint()));
            ports.setProperty("kusto", String.valueOf(standIn.port()));
            try (OutputStream out = Files.newOutputStream(file)) {
                ports.store(out, null);
            }
            return new LocalCluster(azurite, standIn);
        } catch (IOException | RuntimeException e) {
            azurite.close();
            throw e;
        }
    }

    private static String port(String endpoint) {
        return String.valueOf(URI.create(endpoint).getPort());
    }

    /** The remembered port, or 0 when there is none or another program has it. */
    private static int freeOr0(Properties ports, String name) {
        int port = Integer.parseInt(ports.getProperty(name, "0"));
        if (port == 0) {
            return 0;
        }
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException taken) {
            LOG.warn("port {} of the last run is taken; the {} service gets another one", port, name);
            return 0;
        }
    }

    public AzuriteProcess azurite() {
        return azurite;
    }

    public KustoStandIn standIn() {
        return standIn;
    }

    /** Stops the stand-in, which brings its work to an end, then Azurite. */
    @Override
    public void close() throws IOException {
        try (azurite) {
            standIn.close();
        }
    }
}

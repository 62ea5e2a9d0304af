package io.adxflow.job.handshake;

import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.job.control.DocumentText;
import io.adxflow.job.control.api.MemoryControlPlane;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.configuration.Configuration;

/** Hand-shakes over a folder, with a clock that is moved by hand and a document that is set. */
public final class HandshakeFixture implements AutoCloseable {
    public final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
    public final HandshakeHub hub;
    public final MemoryControlPlane plane;
    public final HandshakeSettings settings;

    public HandshakeFixture(Path folder, String document, Map<String, String> options) throws ConfigException {
        this(folder, new MemoryControlPlane(document), options);
    }

    /** @param plane whose document is in force */
    public HandshakeFixture(Path folder, MemoryControlPlane memory, Map<String, String> options) {
        plane = memory;
        hub = new HandshakeHub(with -> new HandshakeService(with, plane, SchemaHints.NONE, millis::get));
        Configuration configuration = new Configuration();
        configuration.setString("storage.directory", folder.toString());
        configuration.setString("ingest.http", "127.0.0.1:9201");
        options.forEach(configuration::setString);
        settings = HandshakeSettings.from(configuration);
        follow();
        // Changes are in force at once.
        plane.onChange(this::follow);
    }

    /** What the plane says is in force from now on. */
    private void follow() {
        try {
            var parsed = PipelineConfigLoader.document(plane.current().text(), "test");
            hub.inForce(settings, DocumentText.of(parsed).hash(), parsed);
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    public HandshakeService service() {
        return hub.service();
    }

    @Override
    public void close() {
        service().close();
    }
}

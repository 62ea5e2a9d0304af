package io.adxflow.job.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.job.bundle.ArchivedBodies.ArchivedBody;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.WireFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ArchivedBodiesTest {
    @Test
    void readsWhatTheArchiveKeepsAndFindsDamage() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (byte i = 0; i < 2; i++) {
            file.writeBytes(
                    new BodyLogRecord(WireFormat.OTLP_LOGS, new Target("n", "D"), 7, 8, "sender", new byte[] {i, 9}, 1)
                            .encode());
        }
        byte[] bytes = file.toByteArray();
        ArchivedBodies bodies = new ArchivedBodies(new ByteArrayInputStream(bytes));
        for (byte i = 0; i < 2; i++) {
            ArchivedBody body = bodies.next();
            assertThat(body.format()).isEqualTo(WireFormat.OTLP_LOGS);
            assertThat(body.target()).isEqualTo(new Target("n", "D"));
            assertThat(body.body()).containsExactly(i);
        }
        assertThat(bodies.next()).isNull();

        assertThatThrownBy(() -> readAll(Arrays.copyOf(bytes, bytes.length - 1)))
                .hasMessageContaining("ends within record 1");
        assertThatThrownBy(() -> readAll(Arrays.copyOf(bytes, bytes.length / 2 + 3)))
                .hasMessageContaining("ends within record 1");
        bytes[20] ^= 1;
        assertThatThrownBy(() -> readAll(bytes)).hasMessageContaining("checksum");
    }

    private static void readAll(byte[] bytes) throws IOException {
        ArchivedBodies bodies = new ArchivedBodies(new ByteArrayInputStream(bytes));
        while (bodies.next() != null) {
            // Once more.
        }
    }
}

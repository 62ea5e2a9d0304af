package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class HttpIngestSourceTest {
    private final HttpIngestSource source = new HttpIngestSource(ServerFixture.settings(), new TestTargets());

    @Test
    void travelsToTheTaskManagers() throws Exception {
        assertThat(InstantiationUtil.clone(source).getProducedType()).isEqualTo(source.getProducedType());
    }

    @Test
    void readsTheStateItWrote() throws Exception {
        var serializer = source.getEnumeratorCheckpointSerializer();
        byte[] state = serializer.serialize(NoSplitEnumerator.NOTHING);

        assertThat(serializer.getVersion()).isEqualTo(1);
        assertThat(state).isEmpty();
        assertThat(serializer.deserialize(1, state)).isEqualTo(NoSplitEnumerator.NOTHING);
        assertThatThrownBy(() -> serializer.deserialize(2, state))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("newer adxflow");
    }

    @Test
    void passesRequestsByReferenceOnly() {
        TypeSerializer<IngestRequest> serializer =
                source.getProducedType().createSerializer(new SerializerConfigImpl());
        IngestRequest request = Requests.queued(1).request();

        assertThat(serializer.copy(request)).isSameAs(request);
        assertThatThrownBy(() -> serializer.serialize(request, new DataOutputSerializer(16)))
                .hasMessageContaining("must be chained");
        assertThatThrownBy(() -> serializer.deserialize(new DataInputDeserializer(new byte[16])))
                .hasMessageContaining("must be chained");
    }
}

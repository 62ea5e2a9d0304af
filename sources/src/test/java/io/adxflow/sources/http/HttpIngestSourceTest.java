package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sources.control.TestDocuments;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class HttpIngestSourceTest {
    private final HttpIngestSource source = new HttpIngestSource(
            ServerFixture.settings(), TestDocuments.settings("first"), document -> new TestTargets());

    @Test
    void travelsToTheTaskManagers() throws Exception {
        assertThat(InstantiationUtil.clone(source).getProducedType()).isEqualTo(source.getProducedType());
    }

    @Test
    void passesRequestsByReferenceOnly() {
        TypeSerializer<IngestElement> serializer =
                source.getProducedType().createSerializer(new SerializerConfigImpl());
        IngestRequest request = Requests.queued(1).request();

        assertThat(serializer.copy(request)).isSameAs(request);
        assertThatThrownBy(() -> serializer.serialize(request, new DataOutputSerializer(16)))
                .hasMessageContaining("must be chained");
        assertThatThrownBy(() -> serializer.deserialize(new DataInputDeserializer(new byte[16])))
                .hasMessageContaining("must be chained");
    }
}

package io.adxflow.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CheckpointTimesTest {
    private final AtomicReference<String> history = new AtomicReference<>("");

    @Test
    void countsEachCheckpointOfThePhaseOnce() {
        history.set("{'id':7,'status':'COMPLETED','end_to_end_duration':900}");
        CheckpointTimes times = new CheckpointTimes(this::statistics);
        history.set("{'id':9,'status':'COMPLETED','end_to_end_duration':30},"
                + "{'id':8,'status':'COMPLETED','end_to_end_duration':10},"
                + "{'id':7,'status':'COMPLETED','end_to_end_duration':900}");
        times.close();
        history.set("{'id':11,'status':'IN_PROGRESS','end_to_end_duration':800},"
                + "{'id':10,'status':'COMPLETED','end_to_end_duration':20},"
                + "{'id':9,'status':'COMPLETED','end_to_end_duration':30}");
        times.close();
        assertThat(times.count()).isEqualTo(3);
        assertThat(times.p50Millis()).isEqualTo(20);
        assertThat(times.p99Millis()).isEqualTo(30);
    }

    @Test
    void aJobThatDoesNotAnswerHasNoTimes() {
        CheckpointTimes times = new CheckpointTimes(() -> null);
        times.close();
        assertThat(times.count()).isZero();
        assertThat(times.p50Millis()).isZero();
    }

    private JsonNode statistics() throws Exception {
        return new ObjectMapper().readTree(("{'history':[" + history.get() + "]}").replace('\'', '"'));
    }
}

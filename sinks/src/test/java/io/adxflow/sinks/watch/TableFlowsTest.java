package io.adxflow.sinks.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TableFlowsTest {
    @Test
    void countsRowsByTableAndForgetsTheQuietestWhenThereAreTooMany() {
        AtomicLong now = new AtomicLong();
        TableFlows flows = new TableFlows(100, now::get);
        for (int i = 0; i < 150; i++) {
            now.incrementAndGet();
            flows.add(new TableName("adx", "A", "T" + i), "Value:real", 2, 20);
            flows.add(new TableName("adx", "A", "Busy"), "Value:real", 1, 10);
        }
        Map<String, TableFlows.Flow> seen = new HashMap<>();
        flows.forEach((table, flow) -> seen.put(table.table(), flow));
        assertThat(seen)
                .hasSizeLessThanOrEqualTo(100)
                .containsKeys("T149", "Busy")
                .doesNotContainKey("T0");
        assertThat(seen.get("Busy").rows()).isEqualTo(150);
    }
}

package io.adxflow.sinks.kusto.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.batch.TableSchema.Column;
import org.junit.jupiter.api.Test;

class RealColumnsTest {

    @Test
    void namesAreReadHoweverTheEngineQuotesThem() {
        assertThat(RealColumns.parse("Timestamp:datetime,['my col']:string,[\"a,b:c\"]:long,Value:real"))
                .containsExactly(
                        new Column("Timestamp", "datetime"),
                        new Column("my col", "string"),
                        new Column("a,b:c", "long"),
                        new Column("Value", "real"));
        assertThat(RealColumns.parse("")).isEmpty();
    }
}

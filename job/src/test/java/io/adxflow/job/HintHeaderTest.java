package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.batch.TableSchema.Column;
import org.junit.jupiter.api.Test;

class HintHeaderTest {

    @Test
    void takesWhatCanBeReadAndLeavesOutTheRest() {
        var hints = HintHeader.parse(
                "OTelLogs=Region:string, Status : long; My Table=A b:real;Bad\u00e9=X:int;none;T=X;U=Y:text,Z:bool");

        assertThat(hints).containsOnlyKeys("OTelLogs", "My Table", "U");
        assertThat(hints.get("OTelLogs").columns())
                .containsExactly(new Column("Region", "string"), new Column("Status", "long"));
        assertThat(hints.get("My Table").columns()).containsExactly(new Column("A b", "real"));
        assertThat(hints.get("U").columns()).containsExactly(new Column("Z", "bool"));
    }
}

package io.adxflow.sinks.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private final Map<String, Gauge<?>> gauges = new TreeMap<>();
    private final Ledger ledger = new Ledger(
            new Recorded(""), new LedgerSettings(10), "batchers", LedgerAccount.RESTORED_OPEN, LedgerAccount.OPEN);

    @Test
    void showsItsFiguresAsOfEveryTenthCheckpoint() {
        ledger.add(LedgerAccount.RESTORED_OPEN, 3);
        ledger.set(LedgerAccount.OPEN, 2);
        ledger.take(9);
        assertThat(shown("side=in/account=restored_open/ledger_rows")).isZero();
        assertThat(shown("part=batchers/ledger_checkpoint")).isZero();
        ledger.take(10);
        ledger.add(LedgerAccount.OPEN, 5);
        ledger.take(11);
        assertThat(shown("side=in/account=restored_open/ledger_rows")).isEqualTo(3);
        assertThat(shown("side=out/account=open/ledger_rows")).isEqualTo(2);
        assertThat(shown("part=batchers/ledger_checkpoint")).isEqualTo(10);
        ledger.take(20);
        assertThat(shown("side=out/account=open/ledger_rows")).isEqualTo(7);
    }

    @Test
    void takesNoRowsOnAccountsThatItDoesNotHave() {
        assertThatThrownBy(() -> ledger.add(LedgerAccount.PARKED, 1)).hasMessageContaining("parked");
    }

    @Test
    void refusesToBeTakenNever() {
        assertThatThrownBy(() -> new LedgerSettings(0)).hasMessageContaining("ledger.checkpoints: 0");
    }

    private long shown(String name) {
        return (Long) gauges.get("adxflow/" + name).getValue();
    }

    private final class Recorded extends UnregisteredMetricsGroup {
        private final String path;

        Recorded(String path) {
            this.path = path;
        }

        @Override
        public MetricGroup addGroup(String name) {
            return new Recorded(path + name + "/");
        }

        @Override
        public MetricGroup addGroup(String key, String value) {
            return addGroup(key + "=" + value);
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            gauges.put(path + name, gauge);
            return gauge;
        }
    }
}

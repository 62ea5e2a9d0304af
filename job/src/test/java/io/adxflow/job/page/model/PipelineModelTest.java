package io.adxflow.job.page.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.ops.MetricStore;
import io.adxflow.sources.watch.PartExchange;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipelineModelTest {
    private final PipelineFixture pipeline = new PipelineFixture();
    private final PartExchange exchange = new PartExchange(() -> pipeline.now);
    private int looks;
    private final PipelineModel model = new PipelineModel(
            () -> {
                looks++;
                return pipeline.part("1@test");
            },
            exchange,
            MetricStore.instance(),
            "1",
            () -> pipeline.now);

    private int looksIn(int seconds) {
        int before = looks;
        for (int i = 0; i < seconds; i++) {
            pipeline.now += 1_000;
            pipeline.rows += 500;
            model.tick();
        }
        return looks - before;
    }

    @Test
    void looksOnceInTenSecondsWhileNobodyWatchesAndEachSecondWhileSomebodyDoes() {
        assertThat(looksIn(100)).isEqualTo(10);
        assertThat(exchange.asking()).isEmpty();
        for (int i = 0; i < 20; i++) {
            model.watched();
            assertThat(looksIn(1)).isEqualTo(1);
        }
        assertThat(exchange.asking()).as("others are to do the same").containsOnlyKeys("status");
        assertThat(looksIn(100)).as("a few seconds more, then rest").isBetween(10, 16);
        assertThat(exchange.asking()).isEmpty();
        model.close();
    }

    @Test
    void looksEachSecondWhileSomebodyWatchesWhereTheCoordinatorIs() {
        exchange.asked(Map.of("status", "1"));
        assertThat(looksIn(20)).isEqualTo(20);
        exchange.asked(Map.of());
        assertThat(looksIn(100)).isEqualTo(10);
        model.close();
    }

    @Test
    void whoAsksSeesWhatIsNowAndSharesItWithWhoeverAsksWithinTheSecond() {
        int unused = looksIn(5);
        pipeline.now += 3_000;
        PipelineModel.Seen seen = model.now();
        assertThat(seen.status().at()).isEqualTo(StatusMaker.iso(pipeline.now));
        int before = looks;
        pipeline.now += 500;
        assertThat(model.now()).isSameAs(seen);
        assertThat(looks).isEqualTo(before);
        model.close();
    }

    @Test
    void theLastHourAndRatesAreThoseOfALookASecond() {
        int unused = looksIn(600);
        StatusView status = model.now().status();
        float[] history = status.monikers().get(0).history();
        for (int minute = history.length - 9; minute < history.length - 1; minute++) {
            assertThat(history[minute]).isBetween(25_000f, 35_000f);
        }
        assertThat(status.totals().deliveredRowsPerSecond()).isBetween(1_400.0, 1_600.0);
        assertThat(status.tables().get(0).rowsPerSecond()).isPositive();
        model.close();
    }
}

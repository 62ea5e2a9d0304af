package io.adxflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.page.model.PipelineFixture;
import io.adxflow.job.page.model.StatusView;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StatusLineTest {
    private final PipelineFixture pipeline = new PipelineFixture();

    @Test
    void fitsAnyTerminalAndKeepsWhatMattersMost() {
        StatusView status = pipeline.second(1_000).status();
        for (int i = 0; i < 30; i++) {
            status = pipeline.second(1_000).status();
        }
        for (int width = 1; width <= 250; width++) {
            assertThat(StatusLine.of(status, "running", width)).hasSizeLessThan(width);
        }
        assertThat(StatusLine.of(status, "running", 80))
                .matches("9\\d\\d rows/s  oldest 0 s  p99 512 ms  .*")
                .doesNotContain("running");
        assertThat(StatusLine.of(status, "restarting", 60)).startsWith("[restarting]");
        assertThat(StatusLine.of(status, "running", 200)).contains("batches delivered");
    }

    @Test
    void sumsUpOnceAtTheEnd() {
        StatusView unused = pipeline.second(1_000).status();
        StatusView status = pipeline.second(1_000).status();
        assertThat(StatusLine.summary(status, Duration.ofSeconds(95)))
                .startsWith("In 1 min 35 s: 2,000 rows taken in 20 requests, ");
    }
}

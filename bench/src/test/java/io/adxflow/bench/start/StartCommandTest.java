package io.adxflow.bench.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StartCommandTest {
    @Test
    void takesTheMedianOfEachFigureByItself() {
        Started quick = new Started(1, 8, 2, 9);
        Started slow = new Started(5, 2, 6, 3);
        Started middling = new Started(3, 4, 4, 5);

        assertThat(StartCommand.median(List.of(quick, slow, middling))).isEqualTo(new Started(3, 4, 4, 5));
        assertThat(StartCommand.median(List.of(quick, slow))).isEqualTo(new Started(3, 5, 4, 6));
        assertThat(StartCommand.median(List.of(quick))).isEqualTo(quick);
    }
}

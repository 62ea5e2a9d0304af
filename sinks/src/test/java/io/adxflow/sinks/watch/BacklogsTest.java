package io.adxflow.sinks.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.watch.Backlogs.Held;
import io.adxflow.sinks.watch.Backlogs.Stage;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BacklogsTest {
    private final Backlogs backlogs = new Backlogs();

    @Test
    void sumsUpWhatAllAccountsHold() {
        Backlogs.Account one = backlogs.open(Stage.OPEN);
        Backlogs.Account other = backlogs.open(Stage.OPEN);
        one.put("a", "adx", new Held(5, 50, 2_000));
        other.put("b", "adx", new Held(7, 70, 1_000));
        other.put("b", "adx", new Held(8, 80, 1_000));
        assertThat(backlogs.byMoniker()).isEqualTo(Map.of("adx", Map.of(Stage.OPEN, new Held(13, 130, 1_000))));
        other.remove("b");
        assertThat(backlogs.byMoniker()).isEqualTo(Map.of("adx", Map.of(Stage.OPEN, new Held(5, 50, 2_000))));
        one.put("a", "adx", Held.NOTHING);
        assertThat(backlogs.byMoniker()).isEmpty();
    }

    @Test
    void forgetsWhatAnAccountHeldThatIsClosed() {
        Backlogs.Account account = backlogs.open(Stage.PARKED);
        account.put("a", "adx", new Held(5, 50, 2_000));
        account.close();
        assertThat(backlogs.byMoniker()).isEmpty();
    }

    @Test
    void letsWhoeverSettlesABatchTakeItOffItsWriter() {
        Backlogs.Account writer = backlogs.open(Stage.COMMITTING);
        Backlogs.Account parked = backlogs.open(Stage.PARKED);
        writer.put("batch", "adx", new Held(5, 50, 2_000));
        parked.put("batch", "adx", new Held(5, 50, 2_000));
        backlogs.settled("batch");
        assertThat(backlogs.byMoniker().get("adx")).containsOnlyKeys(Stage.PARKED);
    }

    @Test
    void replacesWhatIsSummedUpAnew() {
        Backlogs.Account buffers = backlogs.open(Stage.BUFFERED);
        buffers.replace(Map.of("adx", new Held(5, 0, 1), "lake", new Held(6, 0, 1)));
        buffers.replace(Map.of("lake", new Held(7, 0, 1)));
        assertThat(backlogs.byMoniker()).containsOnlyKeys("lake");
    }
}

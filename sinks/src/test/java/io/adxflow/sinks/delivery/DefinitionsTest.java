package io.adxflow.sinks.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sinks.delivery.MonikerBoard.Defined;
import io.adxflow.sinks.delivery.MonikerBoard.Notice;
import io.adxflow.sinks.delivery.MonikerBoard.Retired;
import io.adxflow.sinks.storage.StorageSettings;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where batches go whose moniker has changed since they were cut. */
class DefinitionsTest {
    private static final MonikerSpec A1 = kusto("https://a", "none");
    private static final MonikerSpec A2 = kusto("https://a", "azure-cli");
    private static final MonikerSpec B = kusto("https://b", "none");

    @TempDir
    Path data;

    private StorageSettings storage;
    private MonikerBoard board;

    /** Definitions by names that are their options. */
    private record Book() implements MonikerBook {
        @Override
        public MonikerSpec definition(String moniker, String definition) throws FileNotFoundException {
            return switch (definition) {
                case "a1" -> A1;
                case "a2" -> A2;
                case "b" -> B;
                default -> throw new FileNotFoundException(definition);
            };
        }
    }

    @BeforeEach
    void open() {
        storage = new StorageSettings(data.toUri(), Long.MAX_VALUE, Long.MAX_VALUE, 1);
        board = MonikerBoard.of(storage);
    }

    @Test
    void goWhereTheyWereToGoWhenTheNameStandsForAnotherPlace() throws Exception {
        publish("v2", Map.of("m", new Defined("b", B)), Map.of());
        assertThat(of("a1").current()).isEqualTo(A1);
        assertThat(of("b").current()).isEqualTo(B);
        assertThat(of("").current()).as("of builds without definitions").isEqualTo(B);
    }

    @Test
    void goByTheDefinitionOfNowWhenItIsTheSamePlace() throws Exception {
        publish("v2", Map.of("m", new Defined("a2", A2)), Map.of());
        assertThat(of("a1").current()).isEqualTo(A2);
    }

    @Test
    void areDeliveredWhenTheirMonikerIsGone() throws Exception {
        publish("v2", Map.of(), Map.of());
        assertThat(of("a1").current()).isEqualTo(A1);
        assertThatThrownBy(() -> of("").current()).isInstanceOf(Destinations.UnusableMonikerException.class);
        assertThatThrownBy(() -> of("lost").current()).isInstanceOf(Destinations.UnusableMonikerException.class);
    }

    @Test
    void goToAnotherMonikerWhenTheirsIsRetiredToIt() throws Exception {
        publish("v2", Map.of("n", new Defined("b", B)), Map.of("m", new Retired.Move("n")));
        assertThat(of("a1").current()).isEqualTo(B);
    }

    @Test
    void waitUntilSomebodyKnowsWhatIsInForce() throws Exception {
        assertThatThrownBy(() -> of("a1").current()).isInstanceOf(Definitions.NotKnownYetException.class);
        assertThat(of("").current()).isEqualTo(A1);
    }

    @Test
    void areDroppedOnlyByAVersionThatIsDurableAndNotUnderTheDefinitionOfNow() {
        Map<String, Defined> monikers = Map.of("m", new Defined("b", B));
        Map<String, Retired> drop = Map.of("m", new Retired.Drop());
        publish("v2", monikers, drop);
        assertThat(board.isDropped(new Place("m", "a1", ""))).isFalse();
        board.publish(new Notice("v2", monikers, drop, Set.of(), true));
        assertThat(board.isDropped(new Place("m", "a1", ""))).isTrue();
        assertThat(board.isDropped(new Place("m", "b", ""))).isFalse();
    }

    @Test
    void aReaderThatIsBehindDoesNotTakeBackWhatAnotherHasHeard() {
        publish("v1", Map.of(), Map.of());
        publish("v2", Map.of("m", new Defined("b", B)), Map.of());
        board.publish(new Notice("v1", Map.of(), Map.of(), Set.of(), true));
        assertThat(board.notice().hash()).isEqualTo("v2");
        publish("v1", Map.of(), Map.of());
        assertThat(board.notice().hash()).as("after a failure that forgot v2").isEqualTo("v1");
    }

    @Test
    void waitForAPausedSubscriptionAndForOneThatNobodyKnowsYet() {
        assertThat(board.isPaused("s")).isTrue();
        assertThat(board.isPaused("")).isFalse();
        board.publish(new Notice("v1", Map.of(), Map.of(), Set.of("s"), false));
        assertThat(board.isPaused("s")).isTrue();
        board.publish(new Notice("v2", Map.of(), Map.of(), Set.of(), false));
        assertThat(board.isPaused("s")).isFalse();
    }

    private void publish(String hash, Map<String, Defined> monikers, Map<String, Retired> retired) {
        board.publish(new Notice(hash, monikers, retired, Set.of(), false));
    }

    private Definitions of(String definition) {
        DeliverySettings settings = new DeliverySettings(
                Map.of("m", A1),
                new Book(),
                storage,
                1,
                1,
                1,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                1,
                Duration.ZERO,
                Duration.ZERO);
        return new Definitions(new Place("m", definition, ""), settings);
    }

    private static MonikerSpec kusto(String endpoint, String auth) {
        return new MonikerSpec("m", "kusto", Map.of("endpoint", endpoint, "auth", auth));
    }
}

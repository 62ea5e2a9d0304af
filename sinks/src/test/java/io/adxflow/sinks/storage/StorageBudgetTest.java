package io.adxflow.sinks.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class StorageBudgetTest {
    private final StorageSettings settings = new StorageSettings(URI.create("file:///" + System.nanoTime()), 100, 60);
    private final StorageBudget budget = StorageBudget.of(settings);

    @Test
    void refusesAMonikerThatHoldsItsShareAndNoOther() {
        try (StorageBudget.Account account = budget.open()) {
            account.add("a", "Metrics", 59);
            assertThat(budget.overload("a", settings)).isNull();
            account.add("a", "Metrics", 1);
            assertThat(budget.overload("a", settings)).contains("moniker a").contains("60");
            assertThat(budget.overload("b", settings)).isNull();
            account.add("a", "Metrics", -1);
            assertThat(budget.overload("a", settings)).isNull();
        }
    }

    @Test
    void refusesAllWhenTheWholeIsFull() {
        try (StorageBudget.Account one = budget.open();
                StorageBudget.Account two = budget.open()) {
            one.add("a", "Metrics", 50);
            two.add("b", "Metrics", 50);
            assertThat(budget.overload("c", settings)).contains("storage.max-bytes");
        }
    }

    @Test
    void forgetsWhatAClosedAccountHeld() {
        StorageBudget.Account account = budget.open();
        account.add("a", "Metrics", 1_000);
        account.close();
        account.close();
        assertThat(budget.held("a")).isZero();
        assertThat(budget.overload("a", settings)).isNull();
    }

    @Test
    void aPathBecomesAnAbsoluteUri() {
        Configuration config = new Configuration();
        config.set(StorageOptions.DIRECTORY, "some data");
        StorageSettings read = StorageSettings.from(config);
        assertThat(read.directory().getScheme()).isEqualTo("file");
        assertThat(read.below("segments").getPath()).endsWith("/some data/segments");
        config.set(StorageOptions.DIRECTORY, "abfss://c@a.dfs.core.windows.net/x/");
        assertThat(StorageSettings.from(config).below("segments"))
                .isEqualTo(URI.create("abfss://c@a.dfs.core.windows.net/x/segments"));
    }

    @Test
    void databasesThatTakeNothingShareAPartOfTheirMonikersRoom() {
        try (StorageBudget.Account account = budget.open()) {
            account.add("a", "Gone", 20);
            account.add("a", "Metrics", 29);
            account.undeliverable("a", "Gone", "it is not there");
            assertThat(budget.overload("a", "Gone", settings)).isNull();
            account.add("a", "Closed", 10);
            account.undeliverable("a", "Closed", "it does not let us in");
            assertThat(budget.overload("a", "Gone", settings))
                    .contains("database Gone of moniker a", "it is not there", "30 (expected: below 30,");
            assertThat(budget.overload("a", "Closed", settings)).contains("it does not let us in");
            assertThat(budget.overload("a", "Metrics", settings)).isNull();
            assertThat(budget.overload("b", "Gone", settings)).isNull();
            assertThat(budget.overload("a", settings)).isNull();
            account.undeliverable("a", "Closed", null);
            assertThat(budget.overload("a", "Gone", settings))
                    .as("half the room again")
                    .isNull();
            account.add("a", "Gone", 100);
        }
        assertThat(budget.overload("a", "Gone", settings)).isNull();
        assertThat(budget.held("a", "Gone")).isZero();
    }
}

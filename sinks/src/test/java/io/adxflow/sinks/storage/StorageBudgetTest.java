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
            account.add("a", 59);
            assertThat(budget.overload("a", settings)).isNull();
            account.add("a", 1);
            assertThat(budget.overload("a", settings)).contains("moniker a").contains("60");
            assertThat(budget.overload("b", settings)).isNull();
            account.add("a", -1);
            assertThat(budget.overload("a", settings)).isNull();
        }
    }

    @Test
    void refusesAllWhenTheWholeIsFull() {
        try (StorageBudget.Account one = budget.open();
                StorageBudget.Account two = budget.open()) {
            one.add("a", 50);
            two.add("b", 50);
            assertThat(budget.overload("c", settings)).contains("storage.max-bytes");
        }
    }

    @Test
    void forgetsWhatAClosedAccountHeld() {
        StorageBudget.Account account = budget.open();
        account.add("a", 1_000);
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
}

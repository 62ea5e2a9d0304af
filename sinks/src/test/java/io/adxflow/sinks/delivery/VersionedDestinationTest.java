package io.adxflow.sinks.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.batch.TableSchema.Column;
import io.adxflow.sinks.schema.ColumnConflictException;
import io.adxflow.sinks.schema.TableVersions;
import io.adxflow.sinks.storage.StorageSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionedDestinationTest {
    @TempDir
    Path folder;

    /** A destination with a table that has columns already. */
    private static final class Typed implements Destination {
        private final List<Column> real;
        private final List<String> staged = new ArrayList<>();
        private final List<String> committed = new ArrayList<>();

        Typed(Column... real) {
            this.real = List.of(real);
        }

        @Override
        public void stage(SealedBatch batch, BatchContent content) {
            staged.add(batch.tableVersion() + " " + batch.key().schema());
        }

        @Override
        public void commit(SealedBatch batch, BatchContent content) throws Exception {
            if (ColumnConflictException.differ(
                    real, TableSchema.parse(batch.key().schema()))) {
                throw new ColumnConflictException(batch.key().table(), real, new IllegalStateException("refused"));
            }
            committed.add(batch.tableVersion() + " " + batch.key().schema());
        }

        @Override
        public void probe() {}

        @Override
        public FailureKind classify(Throwable failure) {
            return FailureKind.PERMANENT;
        }

        @Override
        public void close() {}
    }

    private StorageSettings storage() {
        return new StorageSettings(folder.toUri(), 1 << 20, 1 << 20);
    }

    private SealedBatch batch(String schema) {
        return new SealedBatch("id-1", new BatchKey("adx", "Metrics", "Cpu", schema), List.of(), 1, 1, 0, 0, 0, 0);
    }

    private static BatchContent content(SealedBatch batch, StorageSettings storage) {
        return new BatchContent(storage.segments(), batch);
    }

    @Test
    void aColumnThatTheTableHasWithAnotherTypeBecomesANewOneAndTheBatchIsDelivered() throws Exception {
        Typed typed = new Typed(new Column("Value", "string"));
        VersionedDestination destination = new VersionedDestination(typed, TableVersions.of(storage()), true);
        SealedBatch batch = batch("Timestamp:datetime,Value:real");

        destination.stage(batch, content(batch, storage()));
        destination.commit(batch, content(batch, storage()));
        destination.commit(batch, content(batch, storage()));

        assertThat(typed.staged).containsExactly("1 Timestamp:datetime,Value:real");
        assertThat(typed.committed)
                .containsExactly("2 Timestamp:datetime,Value_real:real", "2 Timestamp:datetime,Value_real:real");
        assertThat(TableVersions.of(storage()).pending(10))
                .as("what is published is the newest version")
                .extracting(pending -> pending.version().number())
                .containsExactly(2);
    }

    @Test
    void twoTypesOfOneColumnAreTwoColumnsWithoutBeingRefused() throws Exception {
        Typed typed = new Typed();
        VersionedDestination destination = new VersionedDestination(typed, TableVersions.of(storage()), false);
        for (String schema : List.of("Value:real", "Value:long", "Value:real")) {
            destination.commit(batch(schema), content(batch(schema), storage()));
        }

        assertThat(typed.committed).containsExactly("1 Value:real", "2 Value_long:long", "1 Value:real");
        assertThat(TableVersions.of(storage()).pending(10)).isEmpty();
    }

    @Test
    void versionsThatCannotBeMadeConcernTheTableAloneAndAreTriedAgain() throws Exception {
        Typed typed = new Typed();
        VersionedDestination destination = new VersionedDestination(typed, TableVersions.of(storage()), false);
        Files.writeString(folder.resolve("schemas"), "in the way");

        assertThatThrownBy(() -> destination.commit(batch("Value:real"), content(batch("Value:real"), storage())))
                .satisfies(failure -> {
                    assertThat(destination.classify(failure)).isEqualTo(FailureKind.TRANSIENT);
                    assertThat(destination.scope(failure)).isEqualTo(FailureScope.TABLE);
                });

        Files.delete(folder.resolve("schemas"));
        destination.commit(batch("Value:real"), content(batch("Value:real"), storage()));
        assertThat(typed.committed).containsExactly("1 Value:real");
    }
}

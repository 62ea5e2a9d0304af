package io.adxflow.sinks.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AppendStoreTest {
    enum Kind {
        LOCAL {
            @Override
            AppendStore open(Path folder) {
                return AppendStores.open(folder.toUri());
            }
        },
        FLINK {
            @Override
            AppendStore open(Path folder) {
                return new FlinkFileSystemStore(new org.apache.flink.core.fs.Path(folder.toUri()));
            }
        };

        abstract AppendStore open(Path folder);
    }

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Kind.class)
    void readsBackWhatWasSynced(Kind kind) throws Exception {
        AppendStore store = kind.open(folder);
        try (AppendFile file = store.create("a/b/1.log")) {
            assertThat(file.append("xhello".getBytes(UTF_8), 1, 5)).isZero();
            assertThat(file.append(" world".getBytes(UTF_8), 0, 6)).isEqualTo(5);
            assertThat(file.length()).isEqualTo(11);
            file.sync();
        }
        assertThat(store.length("a/b/1.log")).isEqualTo(11);
        byte[] bytes = new byte[7];
        store.read("a/b/1.log", 6, bytes, 1, 5);
        assertThat(new String(bytes, 1, 5, UTF_8)).isEqualTo("world");
        assertThatThrownBy(() -> store.read("a/b/1.log", 8, bytes, 0, 5)).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void createsAFileOutOfOneThatNobodyNeeds(Kind kind) throws Exception {
        AppendStore store = kind.open(folder);
        try (AppendFile file = store.create("a/1.log")) {
            file.append("old bytes".getBytes(UTF_8), 0, 9);
            file.sync();
        }
        try (AppendFile file = store.createOver("a/1.log", "b/2.log")) {
            assertThat(file.length()).isZero();
            assertThat(file.append("new".getBytes(UTF_8), 0, 3)).isZero();
            file.sync();
        }
        assertThat(store.list("")).containsExactly("b/2.log");
        byte[] bytes = new byte[3];
        store.read("b/2.log", 0, bytes, 0, 3);
        assertThat(new String(bytes, UTF_8)).isEqualTo("new");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void overwritesNoOtherFileWhenItCreatesOneOutOfASpare(Kind kind) throws Exception {
        AppendStore store = kind.open(folder);
        for (String name : new String[] {"1.log", "2.log"}) {
            try (AppendFile file = store.create(name)) {
                file.append(name.getBytes(UTF_8), 0, 5);
                file.sync();
            }
        }
        assertThatThrownBy(() -> store.createOver("1.log", "2.log")).isInstanceOf(IOException.class);
        byte[] bytes = new byte[5];
        store.read("2.log", 0, bytes, 0, 5);
        assertThat(new String(bytes, UTF_8)).isEqualTo("2.log");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void tellsThatAFileIsNotThere(Kind kind) {
        AppendStore store = kind.open(folder);
        assertThatThrownBy(() -> store.length("none")).isInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> store.read("none", 0, new byte[1], 0, 1)).isInstanceOf(FileNotFoundException.class);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void neverOverwrites(Kind kind) throws Exception {
        AppendStore store = kind.open(folder);
        write(store, "1.log");
        assertThatThrownBy(() -> store.create("1.log")).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void listsByPrefixInAllFolders(Kind kind) throws Exception {
        AppendStore store = kind.open(folder.resolve("new"));
        assertThat(store.list("")).isEmpty();
        for (String name : new String[] {"1/a", "1/b", "10/a", "x"}) {
            write(store, name);
        }
        assertThat(store.list("")).containsExactlyInAnyOrder("1/a", "1/b", "10/a", "x");
        assertThat(store.list("1/")).containsExactlyInAnyOrder("1/a", "1/b");
        assertThat(store.list("1")).containsExactlyInAnyOrder("1/a", "1/b", "10/a");
        assertThat(store.list("7/")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void deletesWhateverIsThere(Kind kind) throws Exception {
        AppendStore store = kind.open(folder);
        write(store, "1/a");
        store.delete("1/a");
        store.delete("1/a");
        assertThat(store.list("")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void staysInItsFolder(Kind kind) {
        AppendStore store = kind.open(folder);
        assertThatThrownBy(() -> store.create("../x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.create("a/../../x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFileOnAnObjectStoreIsNotThereBeforeItsSync() throws Exception {
        AppendStore store = Kind.FLINK.open(folder);
        AppendFile file = store.create("1");
        file.append(new byte[10], 0, 10);
        assertThat(file.endsAtSync()).isTrue();
        file.close();
        assertThat(store.list("")).isEmpty();
    }

    private static void write(AppendStore store, String name) throws IOException {
        try (AppendFile file = store.create(name)) {
            file.append(new byte[] {1}, 0, 1);
            file.sync();
        }
    }
}

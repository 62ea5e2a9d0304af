package io.adxflow.job.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.job.rows.TableBuffer;
import io.adxflow.sources.watch.PartExchange;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

class TailTest {
    private final TailFixture reader = new TailFixture();
    private final TailBoard board = new TailBoard();
    private final TailTap tap = new TailTap(board);

    private static TailRequest all(String table) {
        return new TailRequest(table, "", "", "");
    }

    private static List<String> values(TailView view) {
        return view.rows().stream().map(row -> row.row().path("Value").asText()).toList();
    }

    private void look() {
        tap.look(reader.tables.buffers(), TailFixture.BEGIN);
    }

    @Test
    void showsEachRowOnceWhetherItStaysOrItsTableIsCut() {
        Tail tail = board.open(all("up"));
        TailLens lens = new TailLens(tail);
        reader.come("up", 2);
        reader.come("down", 1);
        look();
        look();
        assertThat(values(lens.look())).containsExactly("0", "1");
        reader.come("up", 1);
        reader.cut(tap);
        reader.come("up", 1);
        look();
        TailView view = lens.look();
        assertThat(values(view)).containsExactly("3", "4");
        assertThat(view.arrived()).isEqualTo(2);
        TailView.Row row = view.rows().get(0);
        assertThat(row.table()).isEqualTo("Up");
        assertThat(row.database()).isEqualTo("Metrics");
        assertThat(row.row().at("/Labels/host").asText()).isEqualTo("a1");
        assertThat(lens.look()).isEqualTo(TailView.NOTHING);
    }

    @Test
    void looksAtNoTableWhileNobodyWatches() {
        List<TableBuffer> untouchable = new AbstractList<>() {
            @Override
            public TableBuffer get(int index) {
                throw new AssertionError("looked at");
            }

            @Override
            public int size() {
                throw new AssertionError("looked at");
            }
        };
        tap.look(untouchable, 0);
        Tail tail = board.open(all("up"));
        assertThat(board.open()).hasSize(1);
        board.close(tail);
        assertThat(board.open()).isNull();
        tap.look(untouchable, 0);
    }

    @Test
    void keepsWithinItsRoomAndSaysHowManyRowsCame() {
        TailLens lens = new TailLens(board.open(all("up")));
        for (int i = 0; i < 10; i++) {
            reader.come("up", 10_000);
            look();
        }
        TailView view = lens.look();
        assertThat(view.arrived()).isEqualTo(100_000);
        assertThat(view.examined()).isEqualTo(Tail.MAX_ROWS);
        assertThat(view.rows()).hasSize(TailLens.MAX_ROWS);
        assertThat(values(view)).doesNotHaveDuplicates();
        reader.come("up", 1);
        look();
        assertThat(values(lens.look())).as("there is room again").containsExactly("100000");
    }

    @Test
    void keepsWithinItsBytes() {
        Tail tail = board.open(all("up"));
        byte[] large = new byte[Tail.MAX_BYTES / 2 + 1];
        reader.come("up", 1);
        TableBuffer table = reader.tables.buffers().iterator().next();
        tail.offer(table.key(), large, 0, large.length, 0);
        tail.offer(table.key(), large, 0, large.length, 0);
        assertThat(tail.fetch().rows()).hasSize(1);
    }

    @Test
    void showsTheRowsOfWhichTheConditionHolds() {
        TailLens lens = new TailLens(
                board.open(new TailRequest("UP", "metrics", "default", "Value > 1 and Labels.host == 'a1'")));
        reader.come("up", 4);
        look();
        TailView view = lens.look();
        assertThat(values(view)).containsExactly("2", "3");
        assertThat(view.matching()).isEqualTo(2);
        assertThat(view.examined()).isEqualTo(4);
        TailLens other = new TailLens(board.open(new TailRequest("up", "elsewhere", "", "")));
        reader.come("up", 1);
        look();
        assertThat(other.look().arrived()).isZero();
    }

    @Test
    void saysWhatIsWrongWithAConditionBeforeOrWhenTheFirstRowComes() {
        assertThat(TailHub.problem("", "")).contains("table");
        assertThat(TailHub.problem("up", "Value >")).contains("where");
        assertThat(TailHub.problem("up", "x".repeat(5_000))).contains("5000 characters");
        assertThat(TailHub.problem("up", "Value > 1")).isEmpty();
        TailLens lens = new TailLens(board.open(new TailRequest("up", "", "", "Nonsense > 1")));
        reader.come("up", 1);
        look();
        assertThat(lens.look().problem()).contains("Nonsense").contains("Timestamp:datetime");
    }

    @Test
    void readsEveryTypeOfColumn() {
        String schema = "T:datetime,S:timespan,L:long,I:int,R:real,B:bool,D:dynamic,G:guid,M:decimal,X:string,N:long";
        String csv = "2026-01-02T03:04:05Z,00:01:00,7,8,+Inf,true,\"{\"\"k\"\":[1,2]}\","
                + "74be27de-1e4e-49d9-b579-fe0b331d3642,1.5,\"a,\"\"b\"\"\",";
        TailRow row = new TailRow(0, "n", "d", "t", schema, csv.getBytes(StandardCharsets.UTF_8));
        for (String where : List.of(
                "T == datetime(2026-01-02T03:04:05Z)",
                "S == 1m",
                "L + I == 15",
                "isinf(R)",
                "B",
                "D.k[1] == 2",
                "tostring(G) startswith '74be'",
                "M > 1",
                "X == 'a,\"b\"'",
                "isnull(N)")) {
            assertThat(new TailFilter(where).keeps(row)).as(where).isTrue();
        }
        assertThat(new TailFilter("L > 7").keeps(row)).isFalse();
        TailRow odd = new TailRow(0, "n", "d", "t", "D:dynamic", "\"plain text\"".getBytes(StandardCharsets.UTF_8));
        assertThat(new TailFilter("D == 'plain text'").keeps(odd)).isTrue();
        assertThatThrownBy(() -> new TailFilter("D >").keeps(odd)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void letsAFewWatchAtATime() {
        for (int i = 0; i < TailBoard.MAX_TAILS; i++) {
            assertThat(board.open(all("t" + i))).isNotNull();
        }
        assertThat(board.open(all("more"))).isNull();
    }

    @Test
    void showsRowsOfOtherProcessesWhereTheCoordinatorIs() {
        long now = 1_000;
        PartExchange ofCoordinator = new PartExchange(() -> now);
        PartExchange ofReader = new PartExchange(() -> now);
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        try (TailRelay relay = new TailRelay(board, ofReader, () -> false, thread)) {
            TailHub hub = new TailHub(new TailBoard(), ofCoordinator);
            TailHub.Watch watch = hub.open(new TailRequest("up", "", "", "Value != 1"));
            ofReader.asked(ofCoordinator.asking());
            relay.look();
            assertThat(board.open()).hasSize(1);
            reader.come("up", 3);
            look();
            relay.look();
            ofCoordinator.receivedRows(ofReader.takeRows());
            assertThat(watch.look()).satisfies(view -> {
                assertThat(values(view)).containsExactly("0", "2");
                assertThat(view.arrived()).isEqualTo(3);
            });
            assertThat(watch.look().arrived()).isZero();

            watch.close();
            assertThat(ofCoordinator.asking()).isEqualTo(Map.of());
            ofReader.asked(ofCoordinator.asking());
            relay.look();
            assertThat(board.open()).isNull();
        }
    }

    @Test
    void sendsNothingWhereTheCoordinatorIsInTheSameProcess() {
        PartExchange exchange = new PartExchange(() -> 1_000);
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        try (TailRelay relay = new TailRelay(board, exchange, () -> true, thread)) {
            exchange.asked(Map.of(TailExchange.TOPIC, TailExchange.text(Map.of("1", all("up")))));
            relay.look();
            assertThat(board.open()).isNull();
        }
    }
}

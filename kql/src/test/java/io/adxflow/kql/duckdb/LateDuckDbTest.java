package io.adxflow.kql.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class LateDuckDbTest {
    private int begun;
    private int closed;
    private final LateDuckDb late = new LateDuckDb(() -> {
        begun++;
        DuckDb database = DuckDb.inMemory(100L << 20, 1, false);
        return new DuckDb() {
            @Override
            public Session open() throws SQLException {
                return database.open();
            }

            @Override
            public void close() throws SQLException {
                closed++;
                database.close();
            }
        };
    });

    @Test
    void beginsOnceWithTheFirstConnection() throws Exception {
        assertThat(begun).isZero();
        late.open().close();
        late.open().close();

        assertThat(begun).isEqualTo(1);
        late.close();
        assertThat(closed).isEqualTo(1);
    }

    @Test
    void beginsNothingThatNobodyAskedFor() throws Exception {
        late.close();

        assertThat(begun + closed).isZero();
        assertThatThrownBy(late::open).isInstanceOf(SQLException.class).hasMessage("the database is closed");
    }

    @Test
    void triesAgainAfterABeginningThatFailed() throws Exception {
        boolean[] broken = {true};
        try (LateDuckDb unlucky = new LateDuckDb(() -> {
            if (broken[0]) {
                throw new SQLException("no room for the library");
            }
            return late;
        })) {
            assertThatThrownBy(unlucky::open).hasMessage("no room for the library");
            broken[0] = false;
            unlucky.open().close();
        }
        assertThat(begun).isEqualTo(1);
    }
}

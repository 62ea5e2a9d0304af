package io.adxflow.sinks.kusto.confirm;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.kusto.confirm.Ruling.Action;
import io.adxflow.sinks.kusto.ingest.IngestionStatus;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictRulesTest {
    private static final OffsetDateTime QUEUED = OffsetDateTime.parse("2026-01-02T03:04:05Z");
    private static final Duration TIMEOUT = Duration.ofMinutes(30);
    private static final Duration RETENTION = Duration.ofDays(7);

    private final VerdictRules rules = new VerdictRules(Duration.ofSeconds(10), TIMEOUT, 5, RETENTION);

    @ParameterizedTest
    @ValueSource(strings = {"Succeeded", "Skipped"})
    void forgetsWhatIsInTheTable(String status) {
        assertThat(after(Duration.ofSeconds(1), line(status, "", "", true, 1)).action())
                .isEqualTo(Action.FORGET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Pending", "Queued", "", "SomethingNew"})
    void waitsForAVerdictAndThenCountsItAsOverdue(String status) {
        IngestionStatus line = line(status, "", "", false, 1);
        assertThat(after(TIMEOUT, line).action()).isEqualTo(Action.WAIT);
        assertThat(after(TIMEOUT.plusSeconds(1), line).action()).isEqualTo(Action.OVERDUE);
    }

    @Test
    void sendsAnOverdueBatchAgainOnlyWhenItHasATag() {
        assertThat(after(TIMEOUT.plusSeconds(1), line("Pending", "", "", true, 1))
                        .action())
                .isEqualTo(Action.SEND_AGAIN);
        assertThat(after(TIMEOUT.multipliedBy(100), line("Pending", "", "", false, 1))
                        .action())
                .isEqualTo(Action.OVERDUE);
    }

    @Test
    void waitsTwiceAsLongForEachFurtherMessageOfAnOverdueBatch() {
        IngestionStatus third = line("Pending", "", "", true, 3);
        assertThat(after(TIMEOUT.multipliedBy(4), third).action()).isEqualTo(Action.OVERDUE);
        assertThat(after(TIMEOUT.multipliedBy(4).plusSeconds(1), third).action())
                .isEqualTo(Action.SEND_AGAIN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void setsAsideWhatHasNoVerdictWhenItsBlobIsAboutToGo(boolean tagged) {
        Ruling ruling = after(RETENTION.plusSeconds(1), line("Pending", "", "", tagged, 1));
        assertThat(ruling.action()).isEqualTo(Action.SET_ASIDE);
        assertThat(ruling.reason()).contains("no verdict within 168 h").contains("may be in the table");
    }

    @ParameterizedTest
    @CsvSource({
        "Permanent, Stream_WrongNumberOfFields, SET_ASIDE",
        "Permanent, BadRequest_InvalidBlob, SET_ASIDE",
        "Permanent, BadRequest_TableNotExist, SEND_AGAIN",
        "Permanent, BadRequest_DatabaseNotExist, SEND_AGAIN",
        "Permanent, BadRequest_DatabaseAccessDenied, SEND_AGAIN",
        "Permanent, BadRequest_TableAccessDenied, SEND_AGAIN",
        "Permanent, Forbidden, SEND_AGAIN",
        "Permanent, BadRequest_MappingReferenceWasNotFound, SEND_AGAIN",
        "Permanent, Download_Forbidden, SEND_AGAIN",
        "Permanent, BadRequest_InvalidKustoIdentityToken, SEND_AGAIN",
        "Transient, General_InternalServerError, SEND_AGAIN",
        "Exhausted, General_RetryAttemptsExceeded, SEND_AGAIN",
        "Unknown, Unknown, SEND_AGAIN",
        "'', '', SEND_AGAIN"
    })
    void triesAgainWhatMayWorkLater(String failureStatus, String errorCode, Action expected) {
        assertThat(after(Duration.ofMinutes(1), line("Failed", failureStatus, errorCode, false, 1))
                        .action())
                .isEqualTo(expected);
    }

    @Test
    void pausesLongerAfterEachFailureAndEndsByGivingUp() {
        Duration pause = Duration.ofSeconds(10);
        for (int attempts = 1; attempts < 5; attempts++) {
            IngestionStatus line = line("Failed", "Transient", "E", true, attempts);
            assertThat(after(pause.minusMillis(1), line).action()).isEqualTo(Action.WAIT);
            assertThat(after(pause, line).action()).isEqualTo(Action.SEND_AGAIN);
            pause = pause.multipliedBy(2);
        }
        Ruling last = after(pause, line("Failed", "Transient", "E", true, 5));
        assertThat(last.action()).isEqualTo(Action.SET_ASIDE);
        assertThat(last.reason()).isEqualTo("gave up after 5 messages (confirm-attempts), last: E: why (Transient)");
        assertThat(rules.pause(1_000)).isEqualTo(Duration.ofMinutes(10));
    }

    @ParameterizedTest
    @CsvSource({"Requeueing, SEND_AGAIN", "SettingAside, SET_ASIDE"})
    void leavesAClaimedLineToItsOwnerForAWhile(String status, Action then) {
        IngestionStatus line = line(status, "Permanent", "E", false, 2);
        assertThat(after(VerdictRules.LEASE, line).action()).isEqualTo(Action.WAIT);
        assertThat(after(VerdictRules.LEASE.plusSeconds(1), line).action()).isEqualTo(then);
    }

    @Test
    void keepsWhatWasIngestedInPart() {
        assertThat(after(Duration.ofSeconds(1), line("PartiallySucceeded", "", "", true, 1))
                        .action())
                .isEqualTo(Action.SET_ASIDE);
    }

    @Test
    void removesALineThatIsNotOurs() {
        IngestionStatus late = new IngestionStatus(
                "p", "id", "Succeeded", "", "", "", "", "", "", "", "", "", 0, 0, false, 0, QUEUED, QUEUED, "");
        assertThat(rules.rule(late, QUEUED).action()).isEqualTo(Action.REMOVE);
    }

    @Test
    void theReasonShowsNoSignatureAndIsBounded() {
        Ruling ruling = after(
                Duration.ofSeconds(1),
                line(
                        "Failed",
                        "Permanent",
                        "Download_X https://host/c/b?sv=1&sig=secret "
                                .repeat(100)
                                .replace("Download_", "Bad_"),
                        true,
                        1));
        assertThat(ruling.reason()).doesNotContain("secret").hasSizeLessThan(1_100);
    }

    private Ruling after(Duration waited, IngestionStatus line) {
        return rules.rule(line, QUEUED.plus(waited));
    }

    private static IngestionStatus line(
            String status, String failureStatus, String errorCode, boolean tagged, int attempts) {
        return new IngestionStatus(
                "adxflow-adx",
                "id",
                status,
                errorCode.isEmpty() ? "" : "why",
                failureStatus,
                errorCode,
                "batch",
                "Metrics",
                "Cpu",
                "",
                "https://host/c/b",
                "m",
                10,
                1,
                tagged,
                attempts,
                QUEUED,
                QUEUED,
                "etag");
    }
}

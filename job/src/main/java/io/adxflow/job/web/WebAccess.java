package io.adxflow.job.web;

import io.adxflow.sources.auth.Authentication;
import io.adxflow.sources.auth.Gatekeeper;
import io.adxflow.sources.auth.Permission;
import io.adxflow.sources.http.IngestHub;
import io.vertx.core.http.HttpMethod;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask what of a listener.
 *
 * @param rule what each request needs
 * @param gatekeeper says whether somebody has it; gives null while no job has said whom it knows
 */
public record WebAccess(Rule rule, Supplier<@Nullable Gatekeeper> gatekeeper) {
    /** Nobody is asked. */
    public static final WebAccess EVERYBODY = new WebAccess((method, path) -> null, () -> null);

    /** What a request needs. */
    @FunctionalInterface
    public interface Rule {
        /** Null when everybody may. Called on the event loop. */
        @Nullable
        Need need(HttpMethod method, String path);
    }

    /** @param enforced false when whoever has it not is counted and goes on */
    public record Need(Permission permission, boolean enforced) {}

    /** By the senders that the document of this process's job knows. */
    public static WebAccess by(Rule rule) {
        return new WebAccess(rule, () -> IngestHub.jvm().gatekeeper());
    }

    /** Everything needs the permission. */
    public static Rule all(Authentication authentication, Permission permission) {
        return (method, path) -> authentication == Authentication.NONE
                ? null
                : new Need(permission, authentication == Authentication.REQUIRE);
    }
}

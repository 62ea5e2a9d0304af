package io.adxflow.job.control;

import io.adxflow.job.web.WebAccess;
import io.adxflow.job.web.WebAccess.Need;
import io.adxflow.job.web.WebAccess.Rule;
import io.adxflow.sources.auth.Authentication;
import io.adxflow.sources.auth.Permission;
import io.vertx.core.http.HttpMethod;
import java.util.Set;

/** Who may ask what of the control API, and of the ops endpoint beside it. */
public final class ControlAccess {
    /** These ask for themselves: whoever comes first has no credential that we know. */
    private static final Set<String> THEIR_OWN = Set.of("/api/v1/handshake", "/v1/opamp");

    private static final Set<String> HEALTH = Set.of("/-/healthy", "/healthz", "/-/ready", "/readyz");
    private static final String VALIDATE = "/api/v1/validate";

    private ControlAccess() {}

    /** Looking needs the right to read, all else that to change. */
    public static Rule ofControl(Authentication authentication) {
        return (method, path) -> {
            if (authentication == Authentication.NONE || THEIR_OWN.contains(path)) {
                return null;
            }
            boolean looks = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD) || path.equals(VALIDATE);
            return new Need(
                    looks ? Permission.CONTROL_READ : Permission.CONTROL_CHANGE,
                    authentication == Authentication.REQUIRE);
        };
    }

    /** Health and readiness are for everybody. */
    public static Rule ofOps(Authentication authentication) {
        Rule all = WebAccess.all(authentication, Permission.CONTROL_READ);
        return (method, path) -> HEALTH.contains(path) ? null : all.need(method, path);
    }

    /** Both on one address. */
    public static Rule ofBoth(Authentication ops, Authentication control) {
        Rule ofOps = ofOps(ops);
        Rule ofControl = ofControl(control);
        return (method, path) -> path.startsWith("/api/") || path.startsWith("/v1/")
                ? ofControl.need(method, path)
                : ofOps.need(method, path);
    }
}

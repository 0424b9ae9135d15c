package dev.teerex.sdk;

import dev.teerex.download.WebAnswer;
import java.util.Optional;

/**
 * What a server answered, at once or as the last event of a stream.
 *
 * @param status the status code
 * @param retryAfter when to ask again, as {@code Retry-After} puts it, if that was said
 * @param json the answer's object; empty when it is none
 * @param web the whole answer as it came
 */
record ServerAnswer(int status, Optional<String> retryAfter, Optional<JsonAnswer> json, WebAnswer web) {
    static ServerAnswer of(WebAnswer web) {
        return new ServerAnswer(web.status(), web.header(WebAnswer.RETRY_AFTER), JsonAnswer.parse(web.body()), web);
    }
}

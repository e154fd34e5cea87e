package io.perennial.driver.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What came of a day.
 *
 * @param date       of it
 * @param newClass   that came for the first time; null without
 * @param corruption of its images; null without
 * @param files      that were consumed
 * @param examples   in them
 * @param drift      largest Kolmogorov-Smirnov distance of a feature from the old test set; null where it was not measured
 * @param champion   version in production in the end
 * @param old        its accuracy on the old test set, 0..1
 * @param fresh      its accuracy on the new test set, 0..1; images of classes that it does not know yet are wrong
 * @param decision   of the refresh, for people
 * @param setApart   files that were not used, with the reason
 * @param kills      where its refresh was killed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StreamDay(String date, String newClass, String corruption, int files, long examples, Double drift, int champion, double old, double fresh,
                 Decision decision, String reason, List<String> setApart, List<String> kills) {

    /** What a refresh ended in. */
    enum Decision {
        PUBLISHED("published"), REJECTED("rejected"), NOTHING_NEW("nothing new");

        private final String text;

        Decision(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }
}

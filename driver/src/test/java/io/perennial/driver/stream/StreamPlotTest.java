package io.perennial.driver.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class StreamPlotTest {

    @Test
    void thePictureIsOneSmallWellFormedSvgWithFourLinesOfAPointADay() throws Exception {
        List<StreamPlan.Day> planned = new ArrayList<>();
        List<StreamDay> days = new ArrayList<>();
        for (int day = 1; day <= 60; day++) {
            StreamDay.Decision decision = day == 31 ? StreamDay.Decision.REJECTED : StreamDay.Decision.PUBLISHED;
            days.add(new StreamDay(Calendar.date(day).toString(), day == 8 ? "cat & <dog>" : null, null, 1, 10, 0.1, 1, 0.6, day / 100.0, decision, "because", List.of(),
                    day == 2 ? List.of("while it trained") : List.of()));
        }
        StreamPlan plan = new StreamPlan(1, "pets", 1, List.of("a", "b", "c"), 2, 10, planned);

        String svg = StreamPlot.of(plan, days, days, new StreamReport.Joint(0.62, 0.7, 100));

        Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        NodeList lines = document.getElementsByTagName("polyline");
        assertThat(lines.getLength()).isEqualTo(4);
        assertThat(lines.item(0).getAttributes().getNamedItem("points").getNodeValue().split(" ")).hasSize(60);
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(document.getDocumentElement().getTextContent()).contains("+ cat & <dog>", "joint, old: 62.0 %", "replay, new: 60.0 %");
        assertThat(svg.length()).isLessThan(60_000);
    }
}

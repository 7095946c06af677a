package dtp.path.link;

import dtp.path.Direction;
import dtp.path.PathModel;
import java.util.StringJoiner;

/**
 * The text of a path link: {@code NAME?side=a} or {@code b}, then what {@link PathModel#parse} reads, then
 * {@code contact=FILE}, all separated by {@code &}.
 *
 * @param out the direction that leaves from this side
 * @param model the description as written; empty when this side leaves it to the other
 * @param contactFile empty for always in contact
 */
record PathText(String name, Direction out, String model, String contactFile) {
    /** @throws IllegalArgumentException for the user */
    static PathText parse(String text) {
        int question = text.indexOf('?');
        String name = question < 0 ? text : text.substring(0, question);
        if (name.isEmpty()) {
            throw wrong("the name is missing", text);
        }
        String side = "";
        String contact = "";
        StringJoiner model = new StringJoiner(",");
        for (String pair :
                question < 0 ? new String[0] : text.substring(question + 1).split("&", -1)) {
            if (pair.startsWith("side=")) {
                side = pair.substring(5);
            } else if (pair.startsWith("contact=")) {
                contact = pair.substring(8);
            } else {
                model.add(pair);
            }
        }
        if (!side.equals("a") && !side.equals("b")) {
            throw wrong("side must be a or b", text);
        }
        PathModel.parse(model.toString());
        return new PathText(name, side.equals("a") ? Direction.A_TO_B : Direction.B_TO_A, model.toString(), contact);
    }

    private static IllegalArgumentException wrong(String what, String text) {
        return new IllegalArgumentException(
                what + "; expected path://NAME?side=a&loss=0.05&delay=300ms&contact=FILE but was path://" + text);
    }
}

package dtp.csp.plan;

/** Decides what one source is asked for next. Pure: the same input gives the same plan. Called by the engine lane. */
public interface Planner {
    Plan plan(PlanInput input);
}

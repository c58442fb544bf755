"""The next best steps for whoever serves: which there are stands in the pack, and what is known decides.

Nothing is ever done by it: each step names one action, which she takes or leaves.
"""

from qiao.desk.steps.deciding import Step, next_steps
from qiao.desk.steps.known import Felt, InHand, Known, Stands
from qiao.desk.steps.rules import Steps
from qiao.desk.steps.section import STEPS

__all__ = ["STEPS", "Felt", "InHand", "Known", "Stands", "Step", "Steps", "next_steps"]

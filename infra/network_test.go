package main

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNetworkIsOptional: a function without subnets has no VpcConfig, and its role has no
// action of EC2.
func TestNetworkIsOptional(t *testing.T) {
	for _, mode := range modes {
		without := deploy(t, deliveryParameter+"="+mode)
		if got := propertiesIn(t, without, functionID)["VpcConfig"]; got != nil {
			t.Errorf("%s: VpcConfig without subnets = %v", mode, got)
		}
		if s := roleStatement(t, without, "ManageInterfaces"); s != nil {
			t.Errorf("%s: the role of a function without subnets has %v", mode, s)
		}

		with := deploy(t, append(companyParameters(), deliveryParameter+"="+mode)...)
		want := map[string]any{"SubnetIds": ref(subnetIDsParameter), "SecurityGroupIds": ref(securityGroupIDsParameter)}
		if diff := cmp.Diff(want, propertiesIn(t, with, functionID)["VpcConfig"]); diff != "" {
			t.Errorf("%s: VpcConfig (-want +got):\n%s", mode, diff)
		}
		// The managed policy AWSLambdaVPCAccessExecutionRole has these actions.
		actions := []any{
			"ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface",
			"ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:UnassignPrivateIpAddresses",
		}
		if got := roleStatement(t, with, "ManageInterfaces")["Action"]; !cmp.Equal(any(actions), got) {
			t.Errorf("%s: Lambda may %v, want %v", mode, got, actions)
		}
		denied := roleStatement(t, with, "KeepInterfaces")
		condition := map[string]any{"ArnLike": map[string]any{"lambda:SourceFunctionArn": map[string]any{
			"Fn::Sub": "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:*",
		}}}
		if denied["Effect"] != "Deny" || !cmp.Equal(any(actions), denied["Action"]) || !cmp.Equal(any(condition), denied["Condition"]) {
			t.Errorf("%s: the code of the function may do what Lambda may: %v", mode, denied)
		}
	}
}

// roleStatement returns the statement of the function's role with the given Sid, or nil.
func roleStatement(t *testing.T, template map[string]any, sid string) map[string]any {
	t.Helper()
	document := at(t, propertiesIn(t, template, functionRoleID), "Policies", 0, "PolicyDocument")
	all := statements(document)
	i := slices.IndexFunc(all, func(s map[string]any) bool { return s["Sid"] == sid })
	if i < 0 {
		return nil
	}
	return all[i]
}

func TestRoleFitsACompany(t *testing.T) {
	role := propertiesIn(t, deploy(t), functionRoleID)
	if role["PermissionsBoundary"] != nil {
		t.Errorf("PermissionsBoundary = %v, want none", role["PermissionsBoundary"])
	}
	role = propertiesIn(t, deploy(t, companyParameters()...), functionRoleID)
	if diff := cmp.Diff(any(ref(permissionsBoundaryArnParameter)), role["PermissionsBoundary"]); diff != "" {
		t.Errorf("PermissionsBoundary (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(any(ref(rolePathParameter)), role["Path"]); diff != "" {
		t.Errorf("Path (-want +got):\n%s", diff)
	}
}
